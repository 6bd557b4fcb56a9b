namespace Holdfast.Server.Stores;

/// <summary>One upload as a store describes it.</summary>
public sealed record UploadInfo
{
    /// <summary>The name of the upload inside its store.</summary>
    public required string Id { get; init; }

    /// <summary>The size of the whole upload in bytes; null while it isn't declared.</summary>
    public required long? Length { get; init; }

    /// <summary>How many bytes are stored.</summary>
    public long Offset { get; init; }

    /// <summary>The value of <c>Upload-Metadata</c> as the client sent it; null when there was none.</summary>
    public string? Metadata { get; init; }

    /// <summary>A part of a later concatenation.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether it is a final upload: it is made of parts, and can't be appended to.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The ids of the parts of a final upload, in order; empty for any other.</summary>
    public IReadOnlyList<string> PartialUploads { get; init; } = [];

    /// <summary>The value of <c>Upload-Concat</c> as the client sent it; null when there was none or tusd began the upload.</summary>
    public string? Concat { get; init; }

    /// <summary>The condition under which it is complete.</summary>
    public UploadCompletion Completion { get; init; }

    /// <summary>
    /// The value of <c>Repr-Digest</c> (RFC 9530) of the draft's creation, which the whole upload must match; null when there was none.
    /// </summary>
    public string? ReprDigest { get; init; }

    /// <summary>The value of <c>Want-Repr-Digest</c> (RFC 9530) on a draft's creation; null when there was none.</summary>
    public string? WantReprDigest { get; init; }

    /// <summary>
    /// The request to an endpoint whose content the upload is, and its answer; null when it is for no endpoint. A store keeps it if it is
    /// an <see cref="IExchangeStore"/>.
    /// </summary>
    public UploadExchange? Exchange { get; init; }

    /// <summary>
    /// Where the bytes shall be, in the store's own keys; null leaves the choice to the store. Set only for
    /// <see cref="IUploadStore.CreateAsync"/>, which ignores keys that it doesn't know.
    /// </summary>
    public IReadOnlyDictionary<string, string>? WantedStorage { get; init; }

    /// <summary>
    /// When bytes were last stored, or the upload was created; null when the store doesn't record it. Lifetimes begin here.
    /// </summary>
    public DateTimeOffset? LastChanged { get; init; }

    /// <summary>
    /// The store's finish step (<see cref="IUploadStore.FinishAsync"/>) isn't done yet, so the upload isn't complete even with all its
    /// bytes. Set by stores that have such a step.
    /// </summary>
    public bool NeedsFinish { get; init; }

    /// <summary>
    /// The store has finished the upload, but a pre-finish hook failed, so the upload isn't complete. The next request that would complete
    /// it, or that retrieves its offset, asks the hook again. A store keeps it if it is an <see cref="IUpdatingStore"/>.
    /// </summary>
    public bool PreFinishFailed { get; init; }

    /// <summary>
    /// Data that the store attaches to an upload for itself, such as the id of a multipart upload. It is not stored, and only the store
    /// reads it.
    /// </summary>
    public object? State { get; init; }

    /// <summary>
    /// Every byte is there, and nothing can be appended any more: by the upload's length, or because its client said so.
    /// </summary>
    public bool HasAllBytes => Completion == UploadCompletion.ByLength ? Length == Offset : Completion == UploadCompletion.Declared;

    /// <summary>Every byte is there, the store has finished the upload, and no hook has failed at that.</summary>
    public bool IsComplete => IsFinished && !PreFinishFailed;

    /// <summary>A final upload whose parts aren't concatenated yet.</summary>
    public bool IsWaiting => IsFinal && !HasAllBytes;

    /// <summary>Every byte is there, and the store has finished the upload, so that its bytes can be read from any store.</summary>
    internal bool IsFinished => HasAllBytes && !NeedsFinish;

    /// <summary>All bytes are stored, but the store's finish step failed, or a crash happened before it.</summary>
    internal bool LacksFinish => HasAllBytes && NeedsFinish;

    /// <summary>An upload of which only the id is known.</summary>
    internal static UploadInfo Unknown(string id) => new() { Id = id, Length = null };
}
