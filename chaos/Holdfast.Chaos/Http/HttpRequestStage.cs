using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>The stage of an HTTP toxic for the requests of a connection.</summary>
internal sealed class HttpRequestStage(HttpToxic toxic, StageContext context, HttpConversation conversation)
    : HttpStage(toxic, context, conversation, new MessageReader(isResponse: false, () => ""))
{
    // A longer request is passed on as it arrives, because a fault must not use up the memory of the machine.
    private const long LongestHeld = 64 * 1024 * 1024;

    private readonly List<Chunk> _held = [];
    private long _heldBytes;
    private bool _buffers;
    private bool _repeats;

    protected override HttpMoment HeadMoment => HttpMoment.AfterRequestHead;

    protected override HttpMoment BodyMoment => HttpMoment.AfterRequestBody;

    protected override void Begin(long now)
    {
        Exchange = new HttpExchange(Head.Method, Head.Path);
        Conversation.Awaiting.Enqueue(Exchange);
        IsPicked = HttpRules.IsOfRequest(Trigger.Moment) && Exchange.Matches(Trigger) && Conversation.Picks(Trigger);
        StrikeAt(HttpMoment.BeforeRequest, now);
    }

    protected override bool Mark(HttpActionKind kind)
    {
        switch (kind)
        {
            case HttpActionKind.LoseResponse:
                return Exchange.LosesResponse = true;
            case HttpActionKind.StripInterim:
                return Exchange.StripsInterim = true;
            case HttpActionKind.FinalizeInterim:
                return Exchange.FinalizesInterim = true;
            case HttpActionKind.BufferRequest:
                return _buffers = true;
            case HttpActionKind.DeliverTwice:
                return _repeats = Exchange.DropsFinal = true;
            default:
                return kind is HttpActionKind.Drip or HttpActionKind.Corrupt;
        }
    }

    protected override void Pass(Chunk part, long now, ChunkQueue outlet)
    {
        if (_heldBytes + part.Length > LongestHeld)
        {
            GiveUp(now, outlet);
        }

        if (_repeats || _buffers)
        {
            _held.Add(_buffers ? part : Chunk.Copy(part.Data.Span, now));
            _heldBytes += part.Length;
        }

        if (!_buffers)
        {
            base.Pass(part, now, outlet);
        }
    }

    protected override void Complete(long now, ChunkQueue outlet)
    {
        if (_repeats)
        {
            Conversation.Awaiting.Enqueue(new HttpExchange(Exchange.Method, Exchange.Path));
        }

        (_buffers, _repeats) = (false, false);
        PassHeld(now, outlet);
        if (!Exchange.ResponseBegan)
        {
            StrikeAt(HttpMoment.AfterRequest, now);
        }
    }

    private void PassHeld(long now, ChunkQueue outlet)
    {
        _held.ForEach(part => base.Pass(part, now, outlet));
        _held.Clear();
        _heldBytes = 0;
    }

    private void GiveUp(long now, ChunkQueue outlet)
    {
        Tell($"The request is longer than {LongestHeld} bytes, the most that the proxy holds: it is passed on as it arrives, and only "
            + "once.");
        if (_buffers)
        {
            PassHeld(now, outlet);
        }

        _held.Clear();
        (_heldBytes, _buffers, _repeats, Exchange.DropsFinal) = (0, false, false, false);
    }
}
