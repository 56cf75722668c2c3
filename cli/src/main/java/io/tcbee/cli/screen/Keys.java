package io.tcbee.cli.screen;

import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.MouseEvent;
import io.tcbee.cli.screen.Choices.View;

/** What keys and mouse do. */
final class Keys {
    /** What is left to do for whoever reads the keys. */
    enum Outcome {
        NOTHING,
        DRAW,
        DRAW_ANEW,
        END
    }

    private static final int WHEEL = 3;

    private final Choices choices;
    private final Hits hits;

    Keys(Choices choices, Hits hits) {
        this.choices = choices;
        this.hits = hits;
    }

    Outcome on(Event event) {
        if (event instanceof MouseEvent mouse) {
            return mouse(mouse);
        }
        if (!(event instanceof KeyEvent key)) {
            return Outcome.NOTHING;
        }
        if (key.isCtrlC()) {
            return Outcome.END;
        }
        if (key.hasCtrl()) {
            return key.character() == 'l' ? Outcome.DRAW_ANEW : Outcome.NOTHING;
        }
        if (choices.isEditing()) {
            edit(key);
            return Outcome.DRAW;
        }
        return key.code() == KeyCode.CHAR ? character(key.character()) : named(key.code());
    }

    private void edit(KeyEvent key) {
        String filter = choices.filter();
        switch (key.code()) {
            case CHAR -> choices.filter(filter + key.character());
            case BACKSPACE -> choices.filter(filter.substring(0, Math.max(0, filter.length() - 1)));
            case ENTER -> choices.edit(false);
            case ESCAPE -> {
                choices.filter("");
                choices.edit(false);
            }
            default -> {
                // no key of a line of text
            }
        }
    }

    private Outcome character(char key) {
        switch (key) {
            case 'q' -> {
                return Outcome.END;
            }
            case '?' -> choices.show(View.HELP);
            case 'h' -> choices.show(View.HOOKS);
            case 'k' -> choices.move(-1);
            case 'j' -> choices.move(1);
            case '/' -> choices.edit(true);
            case 's' -> choices.sortNext(1);
            case 'S' -> choices.sortNext(-1);
            case 'r' -> choices.reverse();
            case 'e' -> choices.toggleEnded();
            case ' ' -> choices.toggleFrozen();
            default -> {
                return Outcome.NOTHING;
            }
        }
        return Outcome.DRAW;
    }

    private Outcome named(KeyCode key) {
        switch (key) {
            case UP -> choices.move(-1);
            case DOWN -> choices.move(1);
            case PAGE_UP -> choices.move(-choices.page());
            case PAGE_DOWN -> choices.move(choices.page());
            case HOME -> choices.move(-choices.rows().size());
            case END -> choices.move(choices.rows().size());
            case LEFT -> choices.scrollColumns(-1);
            case RIGHT -> choices.scrollColumns(1);
            case ENTER -> details();
            case ESCAPE, BACKSPACE -> back();
            default -> {
                return Outcome.NOTHING;
            }
        }
        return Outcome.DRAW;
    }

    private void details() {
        if (choices.view() == View.DETAILS || choices.pin()) {
            choices.show(View.DETAILS);
        }
    }

    /** Out of what is open; else out of the filter. */
    private void back() {
        if (choices.view() != View.CONNECTIONS) {
            choices.show(choices.view());
        } else {
            choices.filter("");
        }
    }

    private Outcome mouse(MouseEvent mouse) {
        switch (mouse.kind()) {
            case SCROLL_UP -> choices.move(-WHEEL);
            case SCROLL_DOWN -> choices.move(WHEEL);
            case PRESS -> {
                hits.column(mouse.x(), mouse.y()).ifPresent(choices::sortBy);
                hits.connection(mouse.y()).ifPresent(this::click);
            }
            default -> {
                return Outcome.NOTHING;
            }
        }
        return Outcome.DRAW;
    }

    private void click(long cookie) {
        if (choices.selected() == cookie) {
            details();
        } else {
            choices.select(cookie);
        }
    }
}
