package io.varve.testkit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// What holds for the classes of a module, tests aside.
public final class Architecture {

    private Architecture() {}

    /// Checks a module whose classes lie in the folder.
    ///
    /// @throws AssertionError that names every class which breaks a rule
    public static void check(VarveModule module, Path classesFolder) {
        JavaClasses classes = new ClassFileImporter().importPath(classesFolder);
        rules(module).forEach(rule -> rule.allowEmptyShould(true).check(classes));
    }

    /// Checks the module whose test calls this, in the folder into which Maven compiled it.
    public static void check(VarveModule module) {
        check(module, Path.of("target", "classes"));
    }

    private static List<ArchRule> rules(VarveModule module) {
        var rules = new ArrayList<ArchRule>();
        rules.add(classes()
                .should()
                .resideInAnyPackage(module.packages().toArray(String[]::new))
                .because("a module has the packages of its own name"));
        rules.add(classes()
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.varve.."))
                        .or(resideInAnyPackage(module.visible().toArray(String[]::new))))
                .because("the arrows between modules point one way"));
        for (Library library : Library.ALL) {
            rules.add(noClasses()
                    .that()
                    .resideOutsideOfPackages(library.knownTo().toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(library.packages().toArray(String[]::new))
                    .because(library.name() + " is known to " + library.knownTo() + " alone"));
        }
        rules.add(slices().matching("io.varve.(**)")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package"));
        rules.add(classes().should(BE_NULL_MARKED));
        rules.add(noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveNameMatching(".*Utils?")
                .because("a class has the name of what it is"));
        return rules;
    }

    private static final ArchCondition<JavaClass> BE_NULL_MARKED =
            new ArchCondition<>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " is in a package without a @NullMarked package-info"));
                    }
                }
            };
}
