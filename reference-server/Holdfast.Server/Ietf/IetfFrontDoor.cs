using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Ietf;

/// <summary>The IETF draft over HTTP: selects the handler of each request.</summary>
internal sealed class IetfFrontDoor
{
    private readonly UploadOptions _options;
    private readonly IetfDispatch _dispatch;
    private readonly IetfLimits _limits;
    private readonly IetfReplies _replies;
    private readonly IetfHandlers _handlers;
    private readonly ConventionalUpload _conventional;

    public IetfFrontDoor(UploadCore core, UploadOptions options, IetfOptions ietf, IUploadTarget target)
    {
        _options = options;
        _dispatch = new IetfDispatch(core, ietf);
        _limits = new IetfLimits(core, options, ietf);
        _replies = new IetfReplies(_limits);
        _handlers = new IetfHandlers(core, options, ietf, _limits, _replies, target);
        _conventional = new ConventionalUpload(core, options, _limits);
    }

    // The methods of an upload's URL.
    private string UploadMethods => $"HEAD, GET, PATCH, {(CanTerminate ? "DELETE, " : "")}OPTIONS";

    private bool CanTerminate => !_options.DisableTermination && _options.Store is ITerminatingStore;

    /// <summary>The draft needs a store that can keep more of an upload than its first description, and end one that went wrong.</summary>
    public static bool IsOffered(UploadOptions options) =>
        options is { Ietf: not null, Store: IUpdatingStore and ITerminatingStore };

    /// <summary>The request as one of the draft's; null when it is tus.</summary>
    public ValueTask<IetfRequest?> ReadAsync(HttpContext context, string id) => _dispatch.ReadAsync(context, id);

    /// <summary>Answers one request.</summary>
    public async Task<UploadReply?> HandleAsync(IetfRequest request, ArrivingBody body) =>
        request.Id.Length > 0 ? await HandleUploadAsync(request, body)
        : !IetfDispatch.CanCreate(request.Method)
            ? Refuse(request, UploadErrors.MethodNotAllowed).With("Allow", "POST, PUT, PATCH, OPTIONS")
        : request.IsConventional ? await _conventional.StoreAsync(request, body)
        : await _handlers.CreateAsync(request, body);

    /// <summary>A refusal in the draft's form.</summary>
    public UploadReply Refuse(IetfRequest request, UploadError error) => _replies.Refuse(request, error);

    /// <summary>
    /// Draft, Upload-Limit: OPTIONS reports the limits, and thereby that uploads can be resumed here. Interop version 8 in two of its texts
    /// wants Accept-Patch (RFC 5789, 3.1) instead.
    /// </summary>
    public UploadReply Discover(HttpContext context, UploadReply reply)
    {
        var isKnown = InteropVersions.TryParse(context.Request.Headers[IetfHeaders.InteropVersion].Joined(), out var version);
        return reply
            .With(IetfHeaders.UploadLimit, _limits.Field(isKnown && version!.HasLimits ? version : InteropVersions.Newest, upload: null))
            .With("Accept-Patch", IetfProtocol.PartialUploadMediaType);
    }

    private async Task<UploadReply?> HandleUploadAsync(IetfRequest request, ArrivingBody body) => request.Method switch
    {
        // Up to interop version 6 the draft calls these fields errors; later versions ignore them.
        "HEAD" or "DELETE"
            when request is { Version.RefusesExtraFields: true, HasExtraFields: true } => Refuse(request, IetfErrors.UnexpectedField),
        "HEAD" => await _handlers.FindAsync(request),
        "GET" when request.Version.RetrievesByGet => await _handlers.FindAsync(request),
        "PATCH" => await _handlers.AppendAsync(request, body),
        "DELETE" when CanTerminate => await _handlers.TerminateAsync(request),
        _ => Refuse(request, UploadErrors.MethodNotAllowed).With("Allow", UploadMethods),
    };
}
