using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Catalogue;

/// <summary>The findings in released servers that the project's own tests hold, run for run.</summary>
internal static class KnownFindings
{
    /// <summary>The prefix of a server's name in the names of the embedded files.</summary>
    private const string Prefix = "peers/";

    private static ILookup<string, KnownFinding> ByCase { get; } = typeof(KnownFindings).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).SelectMany(Load)
        .ToLookup(pair => pair.Case, pair => pair.Finding, StringComparer.Ordinal);

    /// <summary>Returns the servers that a case is known to accuse.</summary>
    public static IEnumerable<KnownFinding> Of(string caseId) => ByCase[caseId];

    private static IEnumerable<(string Case, KnownFinding Finding)> Load(string resource)
    {
        using var data = typeof(KnownFindings).Assembly.GetManifestResourceStream(resource)!;
        var file = JsonSerializer.Deserialize(data, PeerJson.Default.PeerFile)!;
        return [.. file.Findings.Select(finding => (finding.Case, new KnownFinding(file.Peer, finding.Verdict, finding.Because)))];
    }
}

internal sealed record PeerFile(string Peer, IReadOnlyList<PeerFinding> Findings);

internal sealed record PeerFinding(string Case, string Verdict, string Because);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PeerFile))]
internal sealed partial class PeerJson : JsonSerializerContext;
