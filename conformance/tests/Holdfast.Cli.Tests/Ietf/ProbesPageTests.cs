using System.Text.RegularExpressions;
using Holdfast.Conformance.Catalogue;

namespace Holdfast.Cli.Tests.Ietf;

/// <summary>The page about the draft's hard corners leaves none out, and names nothing that isn't there.</summary>
public sealed partial class ProbesPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "ietf-probes.md"));

    [Test]
    public void Every_probe_from_14_to_70_has_one_line() =>
        Numbers().Matches(Page).Select(line => int.Parse(line.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(Enumerable.Range(14, 57));

    [Test]
    public void Every_case_named_on_the_page_exists()
    {
        var known = CaseCatalogue.All.Select(one => one.Id).ToHashSet();
        Cases().Matches(Page[Page.IndexOf("## ", StringComparison.Ordinal)..]).Select(id => id.Groups["id"].Value)
            .Where(id => !known.Contains(id)).ShouldBeEmpty();
    }

    [Test]
    public void Every_test_named_on_the_page_exists()
    {
        var files = Directory.EnumerateFiles(Repository.PathTo("reference-server", "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Tests().Matches(Page).Select(name => name.Groups["name"].Value).Where(name => !files.Contains(name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?m)^\| (?<number>\d+) \|")]
    private static partial Regex Numbers();

    [GeneratedRegex("`(?<id>(?:ietf|tus)/[a-z0-9/-]+)`")]
    private static partial Regex Cases();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]+Tests)`")]
    private static partial Regex Tests();
}
