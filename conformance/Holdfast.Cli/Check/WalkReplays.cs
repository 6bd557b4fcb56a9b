using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>
/// The lines about walks that broke an invariant: the replay command of the shortest one for each invariant, and the number of others.
/// </summary>
internal static class WalkReplays
{
    public static IEnumerable<string> Of(ResultsDocument document, CheckArguments arguments)
    {
        var walks = document.Cases.Where(result => result.Script is not null)
            .Select(result => (result.Id, File: result.Script!, Script: WalkFile.Read(Path.Combine(arguments.Report, result.Script!))))
            .ToList();
        var shortest = walks.SelectMany(walk => walk.Script.Breaks).Distinct()
            .Select(invariant => walks.Where(walk => walk.Script.Breaks.Contains(invariant)).MinBy(walk => walk.Script.Steps.Count))
            .Distinct().ToList();
        var commands = shortest.Select(walk => (walk.Id, walk.Script, Line: RepeatCommand.OfWalk(arguments, walk.File))).ToList();
        foreach (var (id, script, line) in commands)
        {
            yield return $"Replay {id} ({script.Steps.Count} {(script.Steps.Count == 1 ? "step" : "steps")}): {line}";
        }

        if (commands.Any(command => command.Line.Contains(Secrets.Redacted, StringComparison.Ordinal)))
        {
            yield return $"Replace '{Secrets.Redacted}' with the secrets of this run, which are neither shown nor saved.";
        }

        if (walks.Count > shortest.Count)
        {
            yield return $"{walks.Count - shortest.Count} more walks broke the same invariants; their files are in the report's directory.";
        }
    }
}
