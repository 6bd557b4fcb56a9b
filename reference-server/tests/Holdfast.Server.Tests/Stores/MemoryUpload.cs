using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>One upload of a <see cref="MemoryPlace"/>.</summary>
internal sealed class MemoryUpload(UploadInfo description)
{
    /// <summary>The description as stored at the creation and since; the offset is the acknowledged one.</summary>
    public UploadInfo Description { get; set; } = description;

    public byte[] Bytes { get; set; } = [];

    public DateTimeOffset LastChanged { get; set; } = TimeProvider.System.GetUtcNow();

    /// <summary>The finish step is done.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The newest lock that wrote.</summary>
    public long Fence { get; set; }
}
