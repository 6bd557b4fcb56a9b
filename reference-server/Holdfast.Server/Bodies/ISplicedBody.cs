namespace Holdfast.Server;

/// <summary>
/// A body whose bytes need not come into the process: a store that puts them into a file can have the operating system move them there.
/// </summary>
internal interface ISplicedBody
{
    /// <summary>
    /// Whoever sets it takes the bytes of each read from <see cref="Pipe"/> when that isn't null, all of them, before it advances.
    /// </summary>
    bool TakesPipes { set; }

    /// <summary>Where the bytes of the last read are; null when they are in its buffer.</summary>
    SplicePipe? Pipe { get; }
}
