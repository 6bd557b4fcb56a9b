using System.Text.RegularExpressions;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Findings;

/// <summary>The kind of deviation that a check saw: the same text for all checks that one cause makes fail in the same way.</summary>
internal static partial class DeviationKind
{
    private const string Status = "status ";

    public static string Of(CheckRecord check)
    {
        // A broken invariant of the history is identified by its name: the values name operations, which differ from case to case.
        if (check.Operations is not null)
        {
            return "invariant " + Upload().Replace(check.Subject, "");
        }

        return AnsweredStatus.Of(check.Actual) is { } answered
            ? answered.IsIn(check.Expected) ? "answer " + WithoutValues.Of(check.Actual) : Status + answered.Status
            : $"{Aspect(check.Subject)}: {WithoutValues.Of(check.Actual)}";
    }

    /// <summary>Whether the deviation is a status that the requirement does not allow.</summary>
    public static bool IsStatus(string deviation) => deviation.StartsWith(Status, StringComparison.Ordinal);

    /// <summary>Returns the method of the request that was answered, if the subject names it: the overriding one, else the first.</summary>
    public static string? Method(string subject) =>
        Override().Match(subject) is { Success: true } overriding ? overriding.Groups["method"].Value
        : Methods().Match(subject) is { Success: true } first ? first.Value
        : null;

    // "Upload-Offset of HEAD after it" is about Upload-Offset.
    private static string Aspect(string subject) => WithoutValues.Of(Preposition().Split(subject, 2)[0]);

    [GeneratedRegex(@"\AUpload \w+: ")]
    private static partial Regex Upload();

    [GeneratedRegex(@" (?:of|after|to|with|that|when|while|in|at|before|against|on|over|as|from)\b")]
    private static partial Regex Preposition();

    [GeneratedRegex(@"\boverride (?<method>[A-Z]+)\b")]
    private static partial Regex Override();

    [GeneratedRegex(@"\b(?:OPTIONS|POST|HEAD|PATCH|DELETE|GET|PUT)\b")]
    private static partial Regex Methods();
}
