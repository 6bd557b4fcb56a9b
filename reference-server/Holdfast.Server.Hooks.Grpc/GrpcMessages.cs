namespace Holdfast.Server.Hooks.Grpc;

/// <summary>The messages of gRPC for the requests and responses of hooks.</summary>
internal static class GrpcMessages
{
    public static Wire.HookRequest Of(HookRequest request) => new()
    {
        Type = HookTypes.NameOf(request.Type),
        Event = new Wire.Event { Upload = Of(request.Event.Upload), HttpRequest = Of(request.Event.HttpRequest) },
        EventId = request.EventId ?? "",
    };

    /// <exception cref="HookException">The status is no number of HTTP.</exception>
    public static HookResponse Read(Wire.HookResponse message) => new()
    {
        HttpResponse = message.HttpResponse is { } response ? Read(response) : null,
        RejectUpload = message.RejectUpload,
        RejectTermination = message.RejectTermination,
        RejectAccess = message.RejectAccess,
        StopUpload = message.StopUpload,
        ChangeFileInfo = message.ChangeFileInfo is { } changes ? Read(changes) : null,
    };

    private static Wire.FileInfo Of(HookUpload upload) => new()
    {
        Id = upload.Id,
        Size = upload.Size,
        SizeIsDeferred = upload.SizeIsDeferred,
        Offset = upload.Offset,
        MetaData = { upload.MetaData.ToDictionary() },
        IsPartial = upload.IsPartial,
        IsFinal = upload.IsFinal,
        PartialUploads = { upload.PartialUploads ?? [] },
        Storage = { upload.Storage?.ToDictionary() ?? [] },
    };

    private static Wire.HTTPRequest Of(HookHttpRequest request) => new()
    {
        Method = request.Method,
        Uri = request.Uri,
        RemoteAddr = request.RemoteAddr,
        Header = { request.Header.Where(field => field.Value.Count > 0).ToDictionary(field => field.Key, field => field.Value[0]) },
    };

    private static HookHttpResponse Read(Wire.HTTPResponse response) => new()
    {
        StatusCode = response.StatusCode is >= 0 and <= int.MaxValue ? (int)response.StatusCode : throw new HookException(
            $"HTTPResponse.statusCode is '{response.StatusCode}', but a response needs a status from 200 to 599. Change the hook."),
        Body = response.Body,
        Header = TextsOf(response.Header),
    };

    // A map without entries is the same as none in this format, so it can't remove what the client sent.
    private static HookChanges Read(Wire.FileInfoChanges changes) => new()
    {
        Id = changes.Id,
        MetaData = changes.MetaData.Count > 0 ? TextsOf(changes.MetaData) : null,
        Storage = changes.Storage.Count > 0 ? TextsOf(changes.Storage) : null,
    };

    private static Dictionary<string, string?> TextsOf(IEnumerable<KeyValuePair<string, string>> map) =>
        map.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
}
