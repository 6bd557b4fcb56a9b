namespace Holdfast.Conformance.Tests.Histories;

/// <summary>An upload on a <see cref="SimulatedServer"/>.</summary>
internal sealed class SimulatedUpload(string url, int length, int knownFrom)
{
    public string Url => url;

    public int Length => length;

    /// <summary>When its creation is answered.</summary>
    public int KnownFrom => knownFrom;

    public string Stored { get; set; } = "";

    public bool IsDeleted { get; set; }
}
