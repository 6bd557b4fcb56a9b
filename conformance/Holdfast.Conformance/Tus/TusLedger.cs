using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Records the uploads that a case made on the server, so that all of them can be deleted or listed afterwards.</summary>
internal sealed class TusLedger(WireUrl endpoint, Func<Exchange, WireUrl?> location)
{
    private readonly Lock _gate = new();
    private readonly List<WireUrl> _made = [];
    private int _unanswered;

    public IReadOnlyList<WireUrl> CreatedUrls
    {
        get
        {
            lock (_gate)
            {
                return [.. _made];
            }
        }
    }

    /// <summary>How many creations got no response, so that the URLs of their uploads are unknown.</summary>
    public int Unanswered
    {
        get
        {
            lock (_gate)
            {
                return _unanswered;
            }
        }
    }

    public void Add(WireUrl url)
    {
        lock (_gate)
        {
            // A case may also record an upload itself that was recorded here.
            if (!_made.Contains(url))
            {
                _made.Add(url);
            }
        }
    }

    public void Sending(WireRequest request) => Count(request, 1);

    public void Received(WireRequest request, Exchange answer)
    {
        if (answer.Response is null)
        {
            return;
        }

        Count(request, -1);
        if (request.Method == "POST" && answer.IsSuccess && location(answer) is { } url)
        {
            Add(Reached(request, url));
        }
    }

    // A server may use the host of the request's Host or forwarded field. If the case forged it, the upload is still at the target, and no
    // request may be sent to the forged host.
    private WireUrl Reached(WireRequest request, WireUrl url) =>
        request.Fields.Any(field => field.Value.Contains(url.Host, StringComparison.OrdinalIgnoreCase))
            ? url with { Scheme = endpoint.Scheme, Host = endpoint.Host, Port = endpoint.Port }
            : url;

    // Upload-Length, Upload-Defer-Length or a final's Upload-Concat: without one of them a POST creates nothing.
    private void Count(WireRequest request, int by)
    {
        if (request.Method == "POST"
            && request.Fields.Any(field => field.Name is "Upload-Length" or "Upload-Defer-Length" or "Upload-Concat"))
        {
            lock (_gate)
            {
                _unanswered += by;
            }
        }
    }
}
