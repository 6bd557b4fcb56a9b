using Holdfast.Protocol;
using Holdfast.Protocol.Ietf;
using Holdfast.Server.Interim;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Ietf;

/// <summary>
/// The 104 responses to one request (draft, status code 104). None when nothing can send them; the client then creates carefully. None
/// ever names another version than the client's; the final RFC's names none.
/// </summary>
internal sealed class IetfInterims
{
    // RFC 9110 sets no bound, clients do: some take 128 interim responses, .NET takes 64 KiB of them.
    private const int MostProgress = 99;

    private readonly IetfRequest _request;
    private readonly IetfLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly IInterimResponses? _responses;
    private TimeSpan _interval;
    private long _since;
    private int _told;

    /// <summary>Begins on the request's own thread.</summary>
    public IetfInterims(IetfRequest request, IetfLimits limits, TimeProvider timeProvider, TimeSpan progressInterval)
    {
        _request = request;
        _limits = limits;
        _timeProvider = timeProvider;
        _interval = progressInterval;
        _since = timeProvider.GetTimestamp();
        _responses = request.Context.GetInterimResponses();
    }

    /// <summary>
    /// Draft, Upload Creation: the upload's URL and the limits, as soon as the upload exists. False when no interim response can be sent.
    /// </summary>
    public bool Announce(UploadInfo upload)
    {
        var location = new KeyValuePair<string, string>("Location", IetfReplies.LocationOf(_request, upload));
        return Send(_request.Version.HasLimits
            ? [location, new(IetfHeaders.UploadLimit, _limits.Field(_request.Version, upload))]
            : [location]);
    }

    /// <summary>Draft, Upload Append: how far the upload is, at a bounded rate and without Location.</summary>
    public void Tell(long offset)
    {
        if (_responses is null || _told >= MostProgress || _timeProvider.GetElapsedTime(_since) < _interval)
        {
            return;
        }

        // One that can't be sent now is dropped: the next says more.
        _since = _timeProvider.GetTimestamp();
        _interval *= 1.1;
        _told++;
        Send([new(IetfHeaders.UploadOffset, WireNumber.Format(offset))]);
    }

    private bool Send(IEnumerable<KeyValuePair<string, string>> fields)
    {
        IEnumerable<KeyValuePair<string, string>> version =
            _request.IsAssumed ? [] : [new(IetfHeaders.InteropVersion, WireNumber.Format(_request.Version.Number))];
        return _responses?.TrySend(IetfProtocol.UploadResumptionSupported, [.. fields, .. version]) == true;
    }
}
