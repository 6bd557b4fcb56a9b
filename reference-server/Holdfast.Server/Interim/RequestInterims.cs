using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Interim;

/// <summary>The interim responses of one request. It outlives the request safely: Kestrel uses its contexts again.</summary>
internal sealed class RequestInterims : IInterimResponses
{
    private readonly InterimOutput _output;
    private readonly InterimEncoding _encoding;
    private readonly CancellationToken _aborted;

    public RequestInterims(HttpContext context, InterimOutput output, InterimEncoding encoding)
    {
        _output = output;
        _encoding = encoding;
        _aborted = context.RequestAborted;
        context.Response.OnStarting(CloseAsync);

        // A request that fails before its response begins never starts one by way of OnStarting.
        context.Response.OnCompleted(CloseAsync);
    }

    /// <summary>No more may be sent; guarded by the output.</summary>
    public bool IsClosed { get; set; }

    public bool TrySend(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields)
    {
        var message = _encoding.Encode(status, fields);
        return !_aborted.IsCancellationRequested && _output.TryEnqueue(this, message);
    }

    private Task CloseAsync()
    {
        _output.Close(this);
        return Task.CompletedTask;
    }
}
