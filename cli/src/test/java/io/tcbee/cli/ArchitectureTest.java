package io.tcbee.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md that module-info.java cannot say. */
class ArchitectureTest {
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tcbee");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.tcbee.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void onlyTheCommandLineSpeaksAndEnds() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tcbee.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(OURS);
    }

    @Test
    void onlyLibbpfCrossesTheNativeBorder() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tcbee.libbpf..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Linker.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(MethodHandle.class)
                .orShould()
                .callMethod(Arena.class, "global")
                .check(OURS);
    }

    @Test
    void noPackageIsADrawer() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..common..", "..impl..", "..helper..", "..manager..")
                .check(OURS);
    }
}
