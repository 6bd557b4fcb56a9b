using System.Globalization;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// When the uploads of a case may expire, as the target announces in its responses. If an upload expires then, the target broke no promise,
/// but the case needs one that lives longer. The case judges uploads that are removed earlier.
/// </summary>
internal sealed class AnnouncedLifetimes(WireUrl endpoint, IOperationReader reader, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = [];
    private bool _endsAreExpected;

    /// <summary>Stops watching, because the case itself handles expiration, or has ended.</summary>
    public void ExpectEnds() => _endsAreExpected = true;

    /// <summary>Reads what a response announces.</summary>
    /// <exception cref="CaseStoppedException">The response reports an upload as gone that may have expired.</exception>
    public void Received(WireRequest request, Exchange exchange)
    {
        foreach (var response in exchange.Interim.Concat(exchange.Response is { } final ? [final] : []))
        {
            Observe(request.Target == endpoint.Target ? Located(response) : request.Target, response);
        }

        if (exchange.Response is { } answer && !_endsAreExpected)
        {
            CheckEnd(request, answer);
        }
    }

    /// <summary>Reads what a response announces about an upload, identified by its path and query.</summary>
    public void Observe(string? upload, WireResponse answer)
    {
        if (upload is not null && reader.Lifetime(answer, Now(answer)) is { } left)
        {
            lock (_gate)
            {
                _ends[upload] = Now(answer) + left;
            }
        }
    }

    private void CheckEnd(WireRequest request, WireResponse answer)
    {
        lock (_gate)
        {
            if (request.Method == "DELETE" && answer.Status is >= 200 and < 300)
            {
                _ends.Remove(request.Target);
            }

            var missing = answer.Status is 404 or 410 ? Uploads(request) : answer.Status is >= 400 and < 500 ? Parts(request) : [];
            foreach (var upload in missing)
            {
                if (_ends.TryGetValue(upload, out var end) && Now(answer) + HistoryRecorder.DateResolution >= end)
                {
                    throw CaseStoppedException.Unsupported(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The target announced that the upload may expire at {end:HH:mm:ss} UTC, and at {Now(answer):HH:mm:ss} it had "
                            + $"expired ({answer.Status}). The case needs uploads that live longer."));
                }
            }
        }
    }

    private IEnumerable<string> Uploads(WireRequest request) => Parts(request).Prepend(request.Target);

    // A final upload (tus 1.0.0, Concatenation) is refused if one of its parts was removed.
    private IEnumerable<string> Parts(WireRequest request) =>
        request.Fields.Where(field => field.Name == "Upload-Concat").SelectMany(field => field.Value.Split(';', ' ').Skip(1))
            .Select(part => endpoint.Resolve(part)?.Target).OfType<string>();

    private string? Located(WireResponse answer) =>
        answer.Fields["Location"] is { Length: > 0 } location ? endpoint.Resolve(location)?.Target : null;

    // By the clock of the target, which is the one that it counts by.
    private DateTimeOffset Now(WireResponse answer) =>
        DateTimeOffset.TryParse(answer.Fields["Date"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date : time.GetUtcNow();
}
