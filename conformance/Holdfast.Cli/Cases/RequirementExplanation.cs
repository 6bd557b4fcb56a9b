using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Cases;

/// <summary>Tells a requirement with the words that bind: those of one interop version of the draft, or those of several, each.</summary>
internal static class RequirementExplanation
{
    /// <summary>Writes the requirement as it binds in these versions; in none, for tus.</summary>
    public static void Write(Requirement requirement, IReadOnlyList<int> versions, TextWriter output)
    {
        if (versions is [var only])
        {
            var text = requirement.ToText(only);
            Prose.Paragraph(output, $"{CaseStory.Name(text)}: {text.Text}");
            WriteWords(text, output);
            return;
        }

        var whole = requirement.ToText();
        Prose.Paragraph(output, $"{CaseStory.Name(whole)}: {whole.Text}");
        if (requirement.Texts is null)
        {
            WriteWords(whole, output);
            return;
        }

        foreach (var words in requirement.Texts)
        {
            var bound = words.Versions.Intersect(versions).ToList();
            if (bound.Count > 0)
            {
                var text = requirement.ToText(bound[^1]);
                var named = (bound.Count == 1 ? "version " : "versions ") + string.Join(", ", bound);
                Prose.Lines(output, $"In {named} ({text.Level}; {text.Clause}):");
                WriteWords(text, output);
            }
        }
    }

    // An address is a line of its own, however long: it is there to be copied.
    private static void WriteWords(RequirementText text, TextWriter output)
    {
        if (text.Words is { } words)
        {
            Prose.Lines(output, $"\"{words}\"");
        }

        if (text.Note is { } note)
        {
            Prose.Lines(output, note);
        }

        if (text.Url is { } url)
        {
            output.WriteLine(url);
        }
    }
}
