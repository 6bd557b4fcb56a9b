using Holdfast.Server.Transport;

namespace Holdfast.Server.Bodies;

/// <summary>
/// A body whose bytes need not be copied into the process: a store that writes them to a file can have the operating system move them
/// there.
/// </summary>
internal interface ISplicedBody
{
    /// <summary>
    /// The reader that sets it takes all bytes of each read from <see cref="Pipe"/>, when that isn't null, before it advances.
    /// </summary>
    bool TakesPipes { set; }

    /// <summary>The pipe that has the bytes of the last read; null when they are in its buffer.</summary>
    SplicePipe? Pipe { get; }
}
