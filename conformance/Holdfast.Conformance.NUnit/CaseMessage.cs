using System.Globalization;
using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Conformance.NUnit;

/// <summary>Describes a case in the message of the failing test, which a developer reads first.</summary>
internal static class CaseMessage
{
    /// <summary>A screenful; the command's report has the whole log.</summary>
    private const int ShownEntries = 40;

    public static string Of(CaseRecord result, RunOptions options)
    {
        var text = new StringBuilder().Append(VisibleText.Of(result.Title)).Append(".\n");
        foreach (var line in BaselineSentence.Of(result).Prepend(result.Reason is { } reason ? VisibleText.Of(reason) : null)
            .OfType<string>())
        {
            text.Append(line).Append('\n');
        }

        foreach (var check in CaseSentence.Deciding(result))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {check.Verdict.ToWord()}: {CheckSentence.Of(check)} [{string.Join(", ", check.Requirements)}]\n");
        }

        foreach (var (name, story) in CaseStory.Of(result))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {VisibleText.Of(story)}\n");
        }

        Wire(text, result);
        return text.Append(CultureInfo.InvariantCulture, $"Seed: {options.Seed}. 'holdfast cases explain {result.Id}' tells more.")
            .ToString();
    }

    private static void Wire(StringBuilder text, CaseRecord result)
    {
        text.Append(result.Evidence.Wire.Count == 0 ? "" : "On the wire:\n");
        foreach (var entry in result.Evidence.Wire.Take(ShownEntries))
        {
            var arrow = entry.Direction switch { WireDirection.Sent => "->", WireDirection.Received => "<-", _ => "--" };
            text.Append(CultureInfo.InvariantCulture,
                $"  {entry.AtMs,8:0.0} ms  {entry.Connection} {arrow} {VisibleText.Of(entry.Text)}\n");
        }

        if (result.Evidence.Wire.Count > ShownEntries)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {result.Evidence.Wire.Count - ShownEntries} entries more\n");
        }
    }
}
