namespace Holdfast.Reports.Findings;

/// <summary>What a case is about, as a segment of its id says: <c>http2</c>, <c>resilience</c>.</summary>
internal static class CaseTopic
{
    public static bool Is(string id, string segment) => id.Split('/').Contains(segment, StringComparer.Ordinal);
}
