namespace Holdfast.Client.Tests.Rigs;

/// <summary>A request that a server received.</summary>
internal sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The status of the response; 0 while there is none.</summary>
    public int Status { get; set; }

    public string? this[string field] => Headers.GetValueOrDefault(field);
}
