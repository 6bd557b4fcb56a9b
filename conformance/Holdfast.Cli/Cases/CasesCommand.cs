using System.CommandLine;
using Holdfast.Cli.Help;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Selection;

namespace Holdfast.Cli.Cases;

/// <summary><c>holdfast cases</c> and <c>holdfast cases explain ID</c>.</summary>
internal static class CasesCommand
{
    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = "List only cases whose id matches. Repeatable.", HelpName = "GLOB" };
        var coverage = new Option<bool>("--coverage") { Description = "Tell of every requirement how many cases judge it, or why none can." };
        var sets = new Option<bool>("--sets") { Description = "List the frozen sets of requirements that 'holdfast check --requirements' takes." };
        var command = new Command("cases", "Lists the cases.") { only, coverage, sets, Explain() };
        command.TeachBy(
            ("holdfast cases --only 'tus/resilience/**'", "the cases that break the network"),
            ("holdfast cases --coverage", "what the specification demands, and what is judged"),
            ("holdfast cases explain tus/core/head/no-store", "one case in prose"));
        command.SetAction(parsed => parsed.GetValue(sets) ? Sets() : parsed.GetValue(coverage) ? Cover() : List(parsed.GetValue(only) ?? []));
        return command;
    }

    private static Command Explain()
    {
        var id = new Argument<string>("ID") { Description = "The case's id, as 'holdfast cases' lists it." };
        var command = new Command("explain", "Tells what a case does, what must happen, and why it matters.") { id };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetValue(id)!;
            var found = CaseCatalogue.Find(wanted)
                ?? throw new UsageException($"No case has the id '{wanted}'.{Likeness.Hint(wanted, CaseCatalogue.All.Select(@case => @case.Id))} 'holdfast cases' lists them all.");
            CaseExplanation.Write(found, Console.Out);
            return ExitCode.Ok;
        });
        return command;
    }

    private static int Sets()
    {
        foreach (var set in RequirementSets.All)
        {
            var requirements = set.Cases.Values.SelectMany(ids => ids).Distinct().Count();
            Console.WriteLine($"{set.Name}: {CaseCount.Number(CaseCatalogue.All.Where(@case => set.Cases.ContainsKey(@case.Id)))}, {requirements} requirements");
        }

        Console.WriteLine();
        Console.WriteLine($"This version knows {CaseCount.Sentence(CaseCatalogue.All)} 'holdfast check --requirements SET' judges by a set alone.");
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

        foreach (var @case in cases)
        {
            Console.WriteLine($"{@case.Id}");
            Console.WriteLine($"    {@case.Title}");
        }

        Console.WriteLine();
        Console.WriteLine($"{CaseCount.Sentence(cases)} 'holdfast cases explain ID' tells one in prose.");
        return ExitCode.Ok;
    }
}
