using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Client.Ietf;

/// <summary>The limits of a server (draft, Upload-Limit); null where it names none.</summary>
internal sealed record DraftLimits
{
    public static DraftLimits None { get; } = new();

    /// <summary>The most bytes of an upload.</summary>
    public long? MaxSize { get; private init; }

    /// <summary>The most bytes of a request's content.</summary>
    public long? MaxAppendSize { get; private init; }

    /// <summary>The fewest bytes of a request's content, unless it completes the upload.</summary>
    public long? MinAppendSize { get; private init; }

    /// <summary>The time for which the upload resource still exists.</summary>
    public TimeSpan? Lifetime { get; private init; }

    /// <summary>When the upload resource ends; null if it has no known end.</summary>
    public DateTimeOffset? ExpiresAt(TimeProvider time) => Lifetime is { } left ? time.GetUtcNow() + left : null;

    /// <summary>
    /// Reads the field. Null when it is missing or not valid: with one known member that is no integer from 0 on, the whole field is
    /// ignored (draft, Upload-Limit).
    /// </summary>
    public static DraftLimits? Parse(string? field, InteropVersion version)
    {
        if (!version.HasLimits || field is null || !StructuredField.TryParseDictionary(field, out var members))
        {
            return null;
        }

        var known = new Dictionary<string, long>();
        string[] keys = [UploadLimitKeys.MaxSize, UploadLimitKeys.MinSize, UploadLimitKeys.MaxAppendSize, UploadLimitKeys.MinAppendSize,
            version.LifetimeKey!];
        foreach (var key in keys)
        {
            if (members.TryGetValue(key, out var member))
            {
                if (member is not Item { Value: BareItem.Integer { Value: >= 0 and var value } })
                {
                    return null;
                }

                known[key] = value;
            }
        }

        long? Of(string key) => known.TryGetValue(key, out var value) ? value : null;
        return new DraftLimits
        {
            MaxSize = Of(UploadLimitKeys.MaxSize),
            MaxAppendSize = Of(UploadLimitKeys.MaxAppendSize),
            MinAppendSize = Of(UploadLimitKeys.MinAppendSize),
            Lifetime = Of(version.LifetimeKey!) is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null,
        };
    }
}
