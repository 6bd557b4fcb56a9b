using System.CommandLine;
using Holdfast.Cli.Help;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;

namespace Holdfast.Cli.Cases;

/// <summary><c>holdfast cases</c> and <c>holdfast cases explain ID</c>.</summary>
internal static class CasesCommand
{
    private const string WalkSegments = "/resilience/walk/";

    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = "List only cases whose id matches. Repeatable.", HelpName = "GLOB" };
        var coverage = new Option<bool>("--coverage")
        {
            Description = "Show for each requirement how many cases judge it, or why no case can.",
        };
        var sets = new Option<bool>("--sets") { Description = "List the frozen sets of requirements for 'holdfast check --requirements'." };
        var command = new Command(
            "cases", "Lists the cases, and explains them and the requirements that they judge.") { only, coverage, sets, Explain() };
        command.TeachBy(
            ("holdfast cases --only 'tus/resilience/**'", "the cases that break the network"),
            ("holdfast cases --coverage", "each requirement, and how many cases judge it"),
            ("holdfast cases explain tus/core/head/no-store", "one case in prose"),
            ("holdfast cases explain TUS-018", "a requirement, and the cases that judge it"));
        command.SetAction(
            parsed => parsed.GetValue(sets) ? Sets() : parsed.GetValue(coverage) ? Cover() : List(parsed.GetValue(only) ?? []));
        return command;
    }

    private static Command Explain()
    {
        var id = new Argument<string>("ID") { Description = "The id of a case, the beginning of several, or a requirement's number." };
        var command =
            new Command("explain", "Explains a case: what it does, what must happen and why it matters; or explains a requirement.") { id };
        command.TeachBy(
            ("holdfast cases explain tus/core/head/no-store", "one case in prose"),
            ("holdfast cases explain tus/core", "all cases whose ids begin with tus/core"),
            ("holdfast cases explain TUS-018", "a requirement, and the cases that judge it"));
        command.SetAction(parsed => Explain(parsed.GetValue(id)!));
        return command;
    }

    private static int Explain(string wanted)
    {
        if (CaseCatalogue.Find(wanted) is { } found)
        {
            if (found.Id != wanted)
            {
                Console.WriteLine($"'{wanted}' is retired: the case below proves the same, and is run wherever the old id is named.");
                Console.WriteLine();
            }

            CaseExplanation.Write(found, Console.Out);
            return ExitCode.Ok;
        }

        if (RequirementCatalogue.Find(wanted) is { } requirement)
        {
            RequirementExplanation.Write(requirement, Console.Out);
            return ExitCode.Ok;
        }

        if ((Below(wanted, CaseCatalogue.All) ?? Below(wanted, CaseCatalogue.Variants)) is { } below)
        {
            return List(below);
        }

        if (wanted.Contains(WalkSegments, StringComparison.Ordinal))
        {
            throw new UsageException(
                $"'{wanted}' is a random walk, which is not part of the catalogue. Its report shows what it did; run it again with "
                    + "'holdfast replay FILE'.");
        }

        var known = CaseCatalogue.Names(CaseCatalogue.All).Concat(RequirementCatalogue.All.Select(one => one.Id));
        throw new UsageException(
            $"No case or requirement has the id '{wanted}'.{Likeness.Hint(wanted, known)} 'holdfast cases' lists the cases, 'holdfast "
                + "cases --coverage' the requirements.");
    }

    private static IReadOnlyList<Case>? Below(string beginning, IReadOnlyList<Case> all) =>
        new CaseSelection { Only = [beginning] }.Choose(all) is { Nothing: null, Cases: var cases } ? cases : null;

    private static int Sets()
    {
        foreach (var set in RequirementSets.All)
        {
            var requirements = set.Cases.Values.SelectMany(ids => ids).Distinct().Count();
            Console.WriteLine(
                $"{set.Name}: {CaseCount.Number(CaseCatalogue.All.Where(@case => set.Has(@case.Id)))}, {requirements} requirements");
        }

        Console.WriteLine();
        Console.WriteLine($"This version knows {CaseCount.Sentence(CaseCatalogue.All)} 'holdfast check --requirements SET' runs the "
            + "cases and requirements of one set only.");
        return ExitCode.Ok;
    }

    private static int Cover()
    {
        CoverageTable.Write(Console.Out);
        return ExitCode.Ok;
    }

    private static int List(IReadOnlyList<string> only)
    {
        var (cases, nothing) = new CaseSelection { Only = only }.Choose(CaseCatalogue.All);
        if (nothing is not null)
        {
            Console.Error.WriteLine(nothing);
            return ExitCode.NothingRun;
        }

        return List(cases);
    }

    private static int List(IReadOnlyList<Case> cases)
    {
        foreach (var @case in cases)
        {
            Console.WriteLine($"{@case.Id}");
            foreach (var line in Lines.Columns("", @case.Title, leftWidth: 4))
            {
                Console.WriteLine(line);
            }
        }

        Console.WriteLine();
        Console.Out.WriteWrapped($"{CaseCount.Sentence(cases)} 'holdfast cases explain ID' explains one of them.");
        return ExitCode.Ok;
    }
}
