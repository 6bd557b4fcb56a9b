namespace Holdfast.Reports.Findings;

/// <summary>The topic of a case, which is a segment of its id: <c>http2</c>, <c>resilience</c>.</summary>
internal static class CaseTopic
{
    public static bool Is(string id, string segment) => id.Split('/').Contains(segment, StringComparer.Ordinal);
}
