using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>What <see cref="MemoryUploadStore"/>s share, like a bucket: it outlives them.</summary>
internal sealed class MemoryPlace
{
    private readonly Dictionary<string, MemoryUpload> _uploads = new(StringComparer.Ordinal);

    private readonly Dictionary<(string Id, string Name), byte[]> _documents = [];

    public Lock Gate { get; } = new();

    /// <summary>The place can't be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>So many of the next finish steps fail: before they are done, or only their answer is lost.</summary>
    public int FailingFinishes { get; set; }

    /// <summary>A failing finish is done all the same.</summary>
    public bool LosesAnswerOnly { get; set; }

    /// <summary>How often a finish step was done.</summary>
    public int Finishes { get; set; }

    /// <summary>How many bodies to be judged have been begun.</summary>
    public int VerifiedAppends { get; set; }

    public Dictionary<string, MemoryUpload> Uploads => IsAway ? throw Away() : _uploads;

    /// <summary>The documents of the outbox.</summary>
    public Dictionary<(string Id, string Name), byte[]> Documents => IsAway ? throw Away() : _documents;

    private static UploadStoreException Away() => new("The place in memory can't be reached.", isTransient: true);
}
