using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>
/// An in-memory server of tus 1.0.0 with the extension creation, for tests of clients. It behaves correctly itself, and records each
/// request and response for the case to judge.
/// </summary>
internal sealed class TusServing(ClientCaseContext context)
{
    private const string Version = "1.0.0";

    /// <summary>No case uploads as much; longer content is not read further.</summary>
    private const long MaximumSize = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<TusServedUpload> _uploads = [];
    private readonly List<TusServedRequest> _requests = [];

    /// <summary>The requests whose header sections arrived, in that order.</summary>
    public IReadOnlyList<TusServedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The uploads that the client created, in that order.</summary>
    public IReadOnlyList<TusServedUpload> Uploads
    {
        get
        {
            lock (_gate)
            {
                return [.. _uploads];
            }
        }
    }

    /// <summary>Serves one connection until the client closes it, or requests its end.</summary>
    public async Task ServeAsync(ScriptedConnection connection)
    {
        try
        {
            while (await connection.ReceiveRequestAsync() is { } request && await ServeAsync(connection, request))
            {
            }
        }
        catch (Exception exception) when (exception is FormatException or BeyondLimitException)
        {
            context.Note($"The client sent something that is not an HTTP request: {exception.Message}");
            await connection.SendAsync(new ServedAnswer(400).With("Connection", "close"), "GET");
        }

        // The rest of the request is read and discarded before the connection is closed. Closing a socket with unread bytes sends a reset,
        // and the client might lose the response.
        connection.Fin();
        await connection.DrainAsync();
    }

    // Whether another request may follow.
    private async Task<bool> ServeAsync(ScriptedConnection connection, ServedRequest request)
    {
        var served = Begin(request);
        if (served.Refusal is null && request.ExpectsContinue)
        {
            await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        }

        var isWhole = await connection.ReceiveBodyAsync(request, served.Receive);
        context.Recorder.Invoked(request.Connection, served.ToRequest());
        context.Recorder.Sends(request.Connection, served.Received);
        if (!isWhole)
        {
            return false;
        }

        served.Answer = Answer(served).With("Tus-Resumable", Version);
        context.Recorder.Answered(request.Connection, served.Answer.ToExchange(served.ToRequest(), context.Clock.Elapsed));
        await connection.SendAsync(served.Answer, request.Method);
        return !request.Closes;
    }

    // An append is judged before its body is read: the offset may have changed when the body has arrived.
    private TusServedRequest Begin(ServedRequest request)
    {
        lock (_gate)
        {
            var upload = _uploads.Find(upload => upload.Path == request.Target);
            var served = new TusServedRequest(request, upload, upload?.Offset) { Refusal = RefusalOf(request, upload) };
            _requests.Add(served);
            return served;
        }
    }

    private static ServedAnswer? RefusalOf(ServedRequest request, TusServedUpload? upload) =>
        request.Malformed.Count > 0 ? new ServedAnswer(400)
        : request.MeantMethod != "OPTIONS" && request["Tus-Resumable"] != Version ? new ServedAnswer(412).With("Tus-Version", Version)
        : request.MeantMethod is "HEAD" or "PATCH" or "DELETE" && upload is null ? new ServedAnswer(404)
        : request.MeantMethod != "PATCH" ? null
        : request["Content-Type"] != TusCase.OffsetOctetStream ? new ServedAnswer(415)
        : request.Number("Upload-Offset") is not { } offset ? new ServedAnswer(400)
        : offset != upload!.Offset ? new ServedAnswer(409)
        : request.Number("Content-Length") > upload.Length - offset ? new ServedAnswer(413)
        : null;

    private ServedAnswer Answer(TusServedRequest served) => served.Refusal ?? served.Request.MeantMethod switch
    {
        "OPTIONS" => new ServedAnswer(204).With("Tus-Version", Version).With("Tus-Extension", "creation").With("Tus-Max-Size", MaximumSize),
        "POST" => Create(served.Request),
        "HEAD" => new ServedAnswer(200).With("Upload-Offset", served.Upload!.Offset).With("Upload-Length", served.Upload.Length)
            .With("Cache-Control", "no-store"),
        "PATCH" => new ServedAnswer(204).With("Upload-Offset", served.Upload!.Offset),
        _ => new ServedAnswer(405),
    };

    private ServedAnswer Create(ServedRequest request)
    {
        if (request.Target != ClientCaseContext.Path || request.Number("Upload-Length") is not { } length)
        {
            return new ServedAnswer(400);
        }

        if (length > MaximumSize)
        {
            return new ServedAnswer(413);
        }

        lock (_gate)
        {
            var upload = new TusServedUpload($"{ClientCaseContext.Path}{_uploads.Count + 1}", length);
            _uploads.Add(upload);
            return new ServedAnswer(201).With("Location", upload.Path);
        }
    }
}
