using Holdfast.Server.Core;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Hooks;

/// <summary>Describes the steps of an upload's life for hooks.</summary>
internal static class HookRequests
{
    private static readonly HookHttpRequest NoRequest =
        new() { Method = "", Uri = "", RemoteAddr = "", Header = new Dictionary<string, IReadOnlyList<string>>() };

    public static HookRequest Of(HookType type, Transition step) =>
        Of(type, step.Upload, step.Request, step.Storage) with { EventId = step.EventId };

    public static HookRequest Of(
        HookType type, UploadInfo upload, RequestFacts? request, IReadOnlyDictionary<string, string>? storage = null) =>
        new()
        {
            Type = type,
            Event = new HookEvent { Upload = Describe(upload, storage), HttpRequest = request is null ? NoRequest : Describe(request) },
        };

    /// <summary>The request for the next provider, which sees the changes of the one before it.</summary>
    public static HookRequest Changed(HookRequest request, UploadChanges? changes)
    {
        if (changes is null)
        {
            return request;
        }

        var upload = request.Event.Upload;
        var changed = upload with
        {
            Id = changes.Id ?? upload.Id,
            MetaData = changes.Metadata is null ? upload.MetaData : Sorted(TusdInfo.Decode(changes.Metadata)),
            Storage = changes.Storage ?? upload.Storage,
        };
        return request with { Event = request.Event with { Upload = changed } };
    }

    private static HookUpload Describe(UploadInfo upload, IReadOnlyDictionary<string, string>? storage) => new()
    {
        Id = upload.Id,
        Size = upload.Length ?? 0,
        SizeIsDeferred = upload.Length is null,
        Offset = upload.Offset,
        MetaData = Sorted(TusdInfo.Decode(upload.Metadata)),
        IsPartial = upload.IsPartial,
        IsFinal = upload.IsFinal,
        PartialUploads = upload.PartialUploads.Count > 0 ? upload.PartialUploads : null,
        Storage = storage is null ? null : Sorted(storage),
    };

    private static HookHttpRequest Describe(RequestFacts request) => new()
    {
        Method = request.Method,
        Uri = request.Uri,
        RemoteAddr = request.Peer,
        Header = Sorted(request.Fields.Select(field => KeyValuePair.Create(HookHeader.Canonical(field.Key), field.Value))),
    };

    // Go writes the members of a map in order.
    private static SortedDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs)
    {
        var sorted = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            sorted[key] = value;
        }

        return sorted;
    }
}
