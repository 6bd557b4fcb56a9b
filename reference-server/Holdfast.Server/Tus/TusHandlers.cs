using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Holdfast.Server;

/// <summary>The methods of tus 1.0.0 over the core. Each checks its requirements, asks the core, and words the answer.</summary>
internal sealed class TusHandlers(UploadCore core, UploadOptions options)
{
    private bool OffersTermination => !options.DisableTermination && options.Store is ITerminatingStore;

    // tus 1.0.0, OPTIONS: 200 or 204 with Tus-Version, Tus-Extension and Tus-Max-Size. 200, because old browsers take nothing else
    // for a preflight.
    public TusReply Discover()
    {
        List<string> extensions = [TusProtocol.Creation, TusProtocol.CreationWithUpload];
        if (OffersTermination)
        {
            extensions.Add(TusProtocol.Termination);
        }

        var reply = TusReply.Ok(StatusCodes.Status200OK)
            .With(TusHeaders.Version, TusProtocol.Version)
            .With(TusHeaders.Extension, string.Join(',', extensions));
        return options.MaxSize > 0 ? reply.With(TusHeaders.MaxSize, options.MaxSize) : reply;
    }

    // tus 1.0.0, Creation, POST: 201 with Location. Creation With Upload: the body is appended, the answer has Upload-Offset.
    public async Task<TusReply> CreateAsync(TusRequest request, ArrivingBody body)
    {
        if (Requirements.Creation.FirstUnmet(request) is { } error)
        {
            return TusReply.Refuse(error);
        }

        request.TryGetNumber(TusHeaders.UploadLength, out var length);
        request.TryGetMetadata(out var metadata);
        var outcome = await core.CreateAsync(new NewUpload(length, metadata?.Text), request.HasOffsetMediaType ? body : null);
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return TusReply.Refuse(outcome.Error!);
        }

        var reply = TusReply.Ok(StatusCodes.Status201Created).With("Location", Locate(request, upload.Id));
        return request.HasOffsetMediaType ? reply.With(TusHeaders.UploadOffset, upload.Offset) : reply;
    }

    // tus 1.0.0, PATCH: 204 with the new offset; 409 when the offsets differ, and then nothing changes.
    public async Task<TusReply> AppendAsync(TusRequest request, ArrivingBody body)
    {
        if (Requirements.Append.FirstUnmet(request) is { } error)
        {
            return TusReply.Refuse(error);
        }

        request.TryGetNumber(TusHeaders.UploadOffset, out var offset);
        var outcome = await core.AppendAsync(request.Id, offset, body);
        var reply = outcome.Error is { } refusal ? TusReply.Refuse(refusal) : TusReply.Ok(StatusCodes.Status204NoContent);
        return outcome.Upload is { } upload ? reply.With(TusHeaders.UploadOffset, upload.Offset) : reply;
    }

    // tus 1.0.0, HEAD: Upload-Offset always, Upload-Length when known, Cache-Control: no-store; metadata as the client gave it.
    public async Task<TusReply> FindAsync(TusRequest request)
    {
        var outcome = await core.FindAsync(request.Id);
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return TusReply.Refuse(outcome.Error!);
        }

        var reply = TusReply.Ok(StatusCodes.Status200OK).With(TusHeaders.UploadOffset, upload.Offset);
        reply = upload.Length is { } length ? reply.With(TusHeaders.UploadLength, length) : reply.With(TusHeaders.UploadDeferLength, "1");
        reply = upload.IsPartial ? reply.With(TusHeaders.UploadConcat, "partial") : reply;
        return upload.Metadata is { } metadata ? reply.With(TusHeaders.UploadMetadata, metadata) : reply;
    }

    // tus 1.0.0, Termination, DELETE: 204, and the upload is gone.
    public async Task<TusReply> TerminateAsync(TusRequest request)
    {
        var outcome = await core.TerminateAsync(request.Id);
        return outcome.Error is { } error ? TusReply.Refuse(error) : TusReply.Ok(StatusCodes.Status204NoContent);
    }

    // tus 1.0.0, Creation: Location is absolute or relative. Absolute as in tusd; a client of HTTP/1.0 may have told no host.
    private static string Locate(TusRequest request, string id)
    {
        var http = request.Context.Request;
        var path = new PathString($"{http.Path.Value!.TrimEnd('/')}/{id}");
        return http.Host.HasValue
            ? UriHelper.BuildAbsolute(http.Scheme, http.Host, http.PathBase, path)
            : http.PathBase.Add(path).ToUriComponent();
    }
}
