using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>The command lines that repeat a run or one case of it.</summary>
internal static class Reproduction
{
    // Options that the repetition of one case sets itself or must not repeat. Each of them has a value.
    private static readonly string[] Replaced = ["--only", "--except", "--shard", "--seed", "--report"];

    /// <summary>Returns the command that repeats the run.</summary>
    public static string OfRun(RunRecord run) => run.Command ?? $"{Plain(run)} --seed {Number(run.Seed)}";

    /// <summary>Returns the command that repeats one case of the run with the same choices.</summary>
    public static string OfCase(RunRecord run, CaseRecord result)
    {
        var command = run.Command is null ? Plain(run) : string.Join(' ', Kept(run.Command));
        return $"{command} --only {ShellWords.Quote(result.Id)} --seed {Number(run.Seed)}";
    }

    // A subject that is not a URL is the embedded server, which 'check' uses when no URL is given.
    private static string Plain(RunRecord run) =>
        Uri.TryCreate(run.Subject.Name, UriKind.Absolute, out var target) && target.Scheme is "http" or "https"
            ? $"holdfast check {ShellWords.Quote(run.Subject.Name)}"
            : "holdfast check";

    private static IEnumerable<string> Kept(string command)
    {
        var skipsValue = false;
        foreach (var text in ShellWords.Written(command))
        {
            var isValue = skipsValue;
            skipsValue = !isValue && Replaced.Contains(text);
            if (!isValue && !skipsValue && !Replaced.Any(option => text.StartsWith(option + "=", StringComparison.Ordinal)))
            {
                yield return text;
            }
        }
    }

    private static string Number(ulong seed) => seed.ToString(CultureInfo.InvariantCulture);
}
