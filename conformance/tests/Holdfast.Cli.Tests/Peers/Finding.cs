namespace Holdfast.Cli.Tests.Peers;

/// <summary>A defect of a peer that is known.</summary>
/// <param name="Case">The case that finds it.</param>
/// <param name="Verdict">What the case comes to.</param>
/// <param name="Because">The requirement, and what the peer does instead.</param>
/// <param name="Sometimes">Whether it takes an unlucky moment in the peer: then it may be missing, but nothing else may be there.</param>
internal sealed record Finding(string Case, string Verdict, string Because, bool Sometimes = false)
{
    /// <summary>The findings in the file that stands beside the peer, by case.</summary>
    public static Dictionary<string, Finding> Read(string path)
    {
        using var file = System.Text.Json.JsonDocument.Parse(File.ReadAllText(path));
        return file.RootElement.GetProperty("findings").EnumerateArray().Select(finding => new Finding(
            finding.GetProperty("case").GetString()!,
            finding.GetProperty("verdict").GetString()!,
            finding.GetProperty("because").GetString()!,
            finding.TryGetProperty("sometimes", out var sometimes) && sometimes.GetBoolean())).ToDictionary(finding => finding.Case);
    }
}
