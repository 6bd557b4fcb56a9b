using Holdfast.Cli.Check;

namespace Holdfast.Cli.Tests.Check;

public sealed class EarlierWalksTests
{
    [Test]
    public void Walks_of_an_earlier_run_are_moved_and_never_overwritten()
    {
        using var report = new TemporaryDirectory();
        foreach (var text in new[] { "first", "second" })
        {
            File.WriteAllText(report.At("walk-tus-3.json"), text);
            File.WriteAllText(report.At("index.html"), text);
            EarlierWalks.SetAside(report.FullName);
        }

        Directory.GetFiles(report.FullName).Select(Path.GetFileName).ShouldBe(["index.html"]);
        File.ReadAllText(report.At("earlier/walk-tus-3.json")).ShouldBe("first");
        File.ReadAllText(report.At("earlier/walk-tus-3.2.json")).ShouldBe("second");
    }

    [Test]
    public void Without_earlier_walks_no_directory_is_created()
    {
        using var report = new TemporaryDirectory();
        EarlierWalks.SetAside(report.FullName);
        Directory.GetFileSystemEntries(report.FullName).ShouldBeEmpty();
    }
}
