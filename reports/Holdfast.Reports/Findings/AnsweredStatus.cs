using System.Text.RegularExpressions;

namespace Holdfast.Reports.Findings;

/// <summary>The status at the beginning of an actual or expected value, and the text after it.</summary>
/// <param name="Status">The status, for example <c>200</c>.</param>
/// <param name="Rest">The text after the reason phrase, for example <c> and offset 5</c>.</param>
internal sealed partial record AnsweredStatus(string Status, string Rest)
{
    public bool IsSuccess => Status[0] == '2';

    public static AnsweredStatus? Of(string? text) =>
        text is not null && Beginning().Match(text) is { Success: true } match
            ? new AnsweredStatus(match.Groups["status"].Value, text[match.Length..]) : null;

    /// <summary>Whether <paramref name="expected"/> names the status.</summary>
    public bool IsIn(string? expected) => expected is not null && Statuses().Matches(expected).Any(match => match.Value == Status);

    /// <summary>
    /// Whether <paramref name="expected"/> would be met if the status were <paramref name="instead"/> and the rest as it is.
    /// </summary>
    public bool IsAllThatDiffers(string? expected, string instead) => expected is not null
        && (Rest.Length == 0 || Rest[0] == ','
            ? (this with { Status = instead }).IsIn(expected) : expected.Contains(instead + Rest, StringComparison.Ordinal));

    [GeneratedRegex(@"\A(?:still )?(?<status>[1-5]\d\d)(?:(?: [A-Z][A-Za-z'-]*)+|(?=\z|,| and | with | or ))")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"(?<![\w'])[1-5]\d\d(?![\w'])")]
    private static partial Regex Statuses();
}
