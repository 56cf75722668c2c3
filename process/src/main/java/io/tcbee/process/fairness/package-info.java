/** How connections share what they have in common. Knows of the store only what it reads. */
package io.tcbee.process.fairness;
