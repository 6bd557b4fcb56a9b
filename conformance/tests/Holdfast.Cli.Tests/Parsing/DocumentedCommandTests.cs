using System.CommandLine;
using Holdfast.Cli.Commands;
using Holdfast.Cli.Parsing;
using Holdfast.Reports.Wording;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Holdfast.Cli.Tests.Parsing;

/// <summary>Every command line in the documentation is one that the command takes.</summary>
public sealed class DocumentedCommandTests
{
    private static readonly RootCommand Root = CommandTree.Create();

    /// <summary>How a command line that is meant to be typed begins.</summary>
    private static readonly string[] Beginnings = ["holdfast ", "artifacts/holdfast/holdfast ", "./build.sh check -- "];

    private static readonly string[] ShellOperators = ["|", "&", "&&", ";", ">"];

    private static IEnumerable<string> Pages =>
        Directory.GetFiles(Repository.PathTo("docs"), "*.md").Select(Path.GetFileName).Select(name => $"docs/{name}").Order()
            .Prepend("README.md");

    private static IEnumerable<TestCaseData> Lines =>
        from page in Pages
        from line in Code(page).SelectMany(CommandLines)
        select new TestCaseData(page, line);

    private static IEnumerable<string> OptionsInTheReadme =>
        Document("README.md").Descendants<CodeInline>().Select(code => code.Content)
            .Where(code => code.StartsWith("--", StringComparison.Ordinal));

    [TestCaseSource(nameof(Lines))]
    public void A_command_line_in_the_documentation_parses(string page, string line)
    {
        var words = ShellWords.Split(line);

        // A command alone is its name, in a sentence; what it needs stands elsewhere.
        if (words is not [var name] || Root.Subcommands.All(command => command.Name != name))
        {
            Problems(words).ShouldBeEmpty($"{page} shows '{line}'.");
        }
    }

    [TestCaseSource(nameof(OptionsInTheReadme))]
    public void An_option_in_the_readme_is_one_of_check(string options) =>
        Problems(["check", .. ShellWords.Split(options)]).ShouldBeEmpty();

    [Test]
    public void The_documentation_shows_command_lines() => Lines.Count().ShouldBeGreaterThan(20);

    private static MarkdownDocument Document(string page) =>
        Markdown.Parse(File.ReadAllText(Repository.PathTo(page.Split('/'))), new MarkdownPipelineBuilder().UsePipeTables().Build());

    // Blocks, with lines that a backslash continues, and code within text, whose line may be broken in the source.
    private static IEnumerable<string> Code(string page)
    {
        var document = Document(page);
        var blocks = document.Descendants<CodeBlock>()
            .SelectMany(block => block.Lines.ToString().Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'));
        return blocks.Concat(document.Descendants<CodeInline>().Select(code => code.Content.ReplaceLineEndings(" ")));
    }

    private static IEnumerable<string> CommandLines(string code)
    {
        var line = code.Trim().TrimStart('$').TrimStart().Split(" #")[0];
        return Beginnings.Where(beginning => line.StartsWith(beginning, StringComparison.Ordinal))
            .Where(beginning => !char.IsDigit(line[beginning.Length])) // A version: 'holdfast 0.1.0'.
            .Select(beginning => (beginning.StartsWith("./", StringComparison.Ordinal) ? "check " : "") + line[beginning.Length..].Trim());
    }

    private static IReadOnlyList<string> Problems(IReadOnlyList<string> words) => ParseProblems.Of(CommandLine.Parse(
        Root, [.. words.TakeWhile(word => !ShellOperators.Contains(word)).Where(word => word != "…").Select(Meant)]));

    // A value that stands for another, and an argument that may be left out.
    private static string Meant(string word) => word.Trim('[', ']') switch
    {
        "URL" => "http://127.0.0.1:1080/files/",
        "N" => "3",
        var other => other,
    };
}
