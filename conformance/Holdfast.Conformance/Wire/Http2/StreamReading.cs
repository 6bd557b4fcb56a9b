namespace Holdfast.Conformance.Wire.Http2;

/// <summary>Assembles a response from the events of a stream.</summary>
internal sealed class StreamReading
{
    private readonly List<WireResponse> _interim = [];
    private readonly List<byte> _body = [];
    private WireResponse? _final;
    private WireEnd _end = WireEnd.Open;
    private string? _beyond;
    private bool _isWhole;

    public bool IsOver => _isWhole || _end != WireEnd.Open;

    /// <summary>Takes the next event.</summary>
    public void Take(StreamEvent received, Func<IReadOnlyList<WireField>, bool, WireResponse> respond, Action<WireResponse> tell)
    {
        // A header block behind the final one is trailers, and controls nothing.
        if (received.Fields is { } fields && _final is null)
        {
            var response = respond(fields, received.EndsStream);
            if (response.IsInterim)
            {
                _interim.Add(response);
                tell(response);
            }
            else
            {
                _final = response;
            }
        }

        _body.AddRange(received.Data.Span);
        _isWhole = received.EndsStream;
        _beyond = received.Beyond;
        _end = received.Broken ?? (_isWhole && _final is null ? WireEnd.Closed : WireEnd.Open);
    }

    public Exchange ToExchange() =>
        new(_interim, _final is null ? null : _final with
        {
            Body = _body.ToArray(), Complete = _isWhole, Beyond = _beyond,
        }, _end) { Instead = _final is null ? _beyond : null };
}
