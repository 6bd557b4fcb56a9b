using Holdfast.Cli.Help;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Cases;

/// <summary>Writes a requirement with its text in one or several interop versions of the draft.</summary>
internal static class RequirementWords
{
    /// <summary>Writes the requirement's text in these versions; no versions for tus.</summary>
    public static void Write(Requirement requirement, IReadOnlyList<int> versions, TextWriter output)
    {
        var text = versions is [var only] ? requirement.ToText(only) : requirement.ToText();
        output.Paragraph($"{CaseStory.Name(text)}: {text.Text}");
        WriteTexts(requirement, versions, output);
    }

    /// <summary>Writes the words alone.</summary>
    public static void WriteTexts(Requirement requirement, IReadOnlyList<int> versions, TextWriter output)
    {
        if (requirement.Texts is null || versions is [_])
        {
            WriteWords(versions is [var only] ? requirement.ToText(only) : requirement.ToText(), output);
            return;
        }

        foreach (var words in requirement.Texts)
        {
            var bound = words.Versions.Intersect(versions).ToList();
            if (bound.Count > 0)
            {
                var text = requirement.ToText(bound[^1]);
                var named = (bound.Count == 1 ? "version " : "versions ") + string.Join(", ", bound);
                output.WriteWrapped($"In {named} ({text.Level}; {text.Clause}):");
                WriteWords(text, output);
            }
        }
    }

    // A URL gets its own unwrapped line, so that it can be copied.
    private static void WriteWords(RequirementText text, TextWriter output)
    {
        if (text.Words is { } words)
        {
            output.WriteWrapped($"\"{words}\"");
        }

        if (text.Note is { } note)
        {
            output.WriteWrapped(note);
        }

        if (text.Url is { } url)
        {
            output.WriteLine(url);
        }
    }
}
