namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the reports, from the results and their wording up to the formats.</summary>
internal static class ReportFolders
{
    public static FolderArrows Arrows { get; } = new("reports/Holdfast.Reports", new Dictionary<string, string[]>
    {
        ["Results"] = [],
        ["Wording"] = ["Results"],
        ["Findings"] = ["Results", "Wording"],
        ["JUnit"] = ["Results", "Wording"],
        ["Markdown"] = ["Results", "Wording", "Findings"],
        ["Html"] = ["Results", "Wording", "Findings"],
        ["Badge"] = ["Results", "Html"],
        ["."] = ["Results", "JUnit", "Markdown", "Html", "Badge"],
    });
}
