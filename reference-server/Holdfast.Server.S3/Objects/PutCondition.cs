namespace Holdfast.Server.S3.Objects;

/// <summary>Under which condition an object is stored.</summary>
/// <param name="IsNew">It must not be there yet.</param>
/// <param name="ETag">It must be there with this content; null for any.</param>
internal readonly record struct PutCondition(bool IsNew, string? ETag)
{
    /// <summary>In any case.</summary>
    public static PutCondition None => default;

    /// <summary>When it isn't there.</summary>
    public static PutCondition New => new(IsNew: true, ETag: null);

    /// <summary>It is stored in any case.</summary>
    public bool IsNone => !IsNew && ETag is null;

    /// <summary>When it has this content; when it isn't there, if that is null.</summary>
    public static PutCondition Unchanged(string? etag) => new(etag is null, etag);
}
