using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>One upload of a <see cref="MemoryPlace"/>.</summary>
internal sealed class MemoryUpload(UploadInfo description)
{
    /// <summary>The description as stored at the creation and since; the offset is the acknowledged one.</summary>
    public UploadInfo Description { get; set; } = description;

    public byte[] Bytes { get; set; } = [];

    /// <summary>Less is there than was acknowledged to the client of a draft.</summary>
    public bool HasLostBytes => Description.Completion != UploadCompletion.ByLength && Bytes.Length < Description.Offset;

    public DateTimeOffset LastChanged { get; set; } = TimeProvider.System.GetUtcNow();

    /// <summary>The finish step is done.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The newest lock that wrote.</summary>
    public long Fence { get; set; }
}
