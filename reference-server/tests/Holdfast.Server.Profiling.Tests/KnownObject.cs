namespace Holdfast.Server.Profiling.Tests;

/// <summary>A type of which a test knows how many objects there are.</summary>
internal sealed class KnownObject
{
    public long First { get; set; }

    public long Second { get; set; }
}
