using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>
/// One direction of an <see cref="HttpToxic"/>: parses the messages, applies the fault at its moment, and carries out the orders of
/// both directions.
/// </summary>
internal abstract class HttpStage : Stage
{
    private readonly MessageReader _reader;
    private readonly ToxicStream _stream;
    private readonly List<Chunk> _head = [];
    private readonly HttpBacklog _waiting;
    private long _content;
    private bool _corrupts;
    private bool _toldForeign;

    protected HttpStage(HttpToxic toxic, StageContext context, HttpConversation conversation, MessageReader reader)
        : base(toxic, context)
    {
        (_reader, _stream, Conversation) = (reader, context.Stream, conversation);
        _waiting = new HttpBacklog(context.Clock);
    }

    public HttpConversation Conversation { get; }

    protected HttpExchange Exchange { get; set; } = HttpExchange.Unseen;

    protected MessageHead Head => _reader.Head;

    protected HttpTrigger Trigger => ((HttpToxic)Toxic).Trigger;

    /// <summary>Whether the fault applies to the present message.</summary>
    protected bool IsPicked { get; set; }

    /// <summary>Whether the present message is dropped.</summary>
    protected bool Drops { get; set; }

    private HttpAction Action => ((HttpToxic)Toxic).Action;

    private HttpOrders Orders => Conversation.For(_stream);

    protected abstract HttpMoment HeadMoment { get; }

    protected abstract HttpMoment BodyMoment { get; }

    public sealed override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        lock (Conversation.Gate)
        {
            var moved = false;
            while (Step(now, outlet, ref wake))
            {
                moved = true;
            }

            return moved;
        }
    }

    public override void Leave(ChunkQueue outlet, bool removed)
    {
        lock (Conversation.Gate)
        {
            _waiting.MoveTo(outlet);
            _head.ForEach(outlet.Enqueue);
            base.Leave(outlet, removed);
            if (Orders.SwallowsEnds && removed)
            {
                End(EndingKind.Close, $"'{Name}' was removed, and the data that it dropped is lost", Clock.Now, outlet);
            }
        }
    }

    /// <summary>Called when a head is complete and nothing of it has passed.</summary>
    protected abstract void Begin(long now);

    /// <summary>Called when a message has passed completely.</summary>
    protected abstract void Complete(long now, ChunkQueue outlet);

    /// <summary>Applies an action to the present exchange; false if the action concerns the whole connection.</summary>
    protected abstract bool Mark(HttpActionKind kind);

    /// <summary>Passes a part of a message on, unless the present state drops or holds it.</summary>
    protected virtual void Pass(Chunk part, long now, ChunkQueue outlet)
    {
        if (Orders.Discards || Drops)
        {
            part.Release();
            return;
        }

        if (_corrupts)
        {
            part.InvertFirst();
            _corrupts = false;
        }

        if (_waiting.Drips || Orders.HeldUntil > now)
        {
            _waiting.Add(part);
        }
        else
        {
            Emit(part, now, outlet);
        }
    }

    protected void StrikeAt(HttpMoment moment, long now)
    {
        if (!IsPicked || Trigger.Moment != moment)
        {
            return;
        }

        IsPicked = false;
        var action = Action;
        Tell($"Struck '{SnakeCase.Of(moment)}' of '{Exchange.Method} {Exchange.Path}': {SnakeCase.Of(action.Kind)}.");
        if (action.Kind == HttpActionKind.Drip)
        {
            _waiting.Begin(action);
        }

        _corrupts |= action.Kind == HttpActionKind.Corrupt;
        if (!Mark(action.Kind))
        {
            Conversation.Order(action, _stream, kind => EndingOf(kind), Clock.After(now, action.Duration));
        }
    }

    protected Ending EndingOf(EndingKind kind) => new(kind, $"'{Name}' struck '{Exchange.Method} {Exchange.Path}'", Toxic.Type);

    protected void Tell(string detail) => Context.Applied((HttpToxic)Toxic, Offset, detail);

    private bool Step(long now, ChunkQueue outlet, ref long wake)
    {
        if (Orders.HeldUntil > now)
        {
            wake = Math.Min(wake, Orders.HeldUntil);
            return false;
        }

        if (!_waiting.IsEmpty)
        {
            return outlet.HasRoom && Release(now, outlet, ref wake);
        }

        if (Obey(now, outlet))
        {
            return true;
        }

        return Inbox.First switch
        {
            null => false,
            { Ending: not null } => Finish(now, outlet),
            { } chunk => Read(chunk, now, outlet),
        };
    }

    private bool Release(long now, ChunkQueue outlet, ref long wake)
    {
        if (_waiting.Take(now, _reader.IsBetween, ref wake) is not { } piece)
        {
            return false;
        }

        Emit(piece, now, outlet);
        return true;
    }

    private bool Obey(long now, ChunkQueue outlet)
    {
        if (Orders.Injection.Length > 0)
        {
            Emit(Chunk.Copy(Orders.Injection.Span, now), now, outlet);
            Orders.Injection = default;
            return true;
        }

        if (Orders.Ending is { } ending)
        {
            outlet.Enqueue(Chunk.End(ending, now));
            Orders.Ending = null;
            return true;
        }

        return false;
    }

    private bool Finish(long now, ChunkQueue outlet)
    {
        var end = Inbox.Dequeue();
        if (!Orders.SwallowsEnds)
        {
            FlushHead(now, outlet);
            Emit(end, now, outlet);
            return true;
        }

        // Both ends were dropped, so neither peer can notice that the sockets are still open.
        Orders.EndSwallowed = true;
        if (Enum.GetValues<ToxicStream>().All(stream => Conversation.For(stream).EndSwallowed))
        {
            Orders.Ending = EndingOf(EndingKind.Close);
        }

        return true;
    }

    private bool Read(Chunk chunk, long now, ChunkQueue outlet)
    {
        if (Orders.Discards)
        {
            Drop();
            return true;
        }

        if (!outlet.HasRoom)
        {
            return false;
        }

        if (Conversation.IsForeign)
        {
            _reader.GiveUp();
        }

        var piece = _reader.Next(chunk.Data.Span[..Reach(chunk.Length)]);
        Take(piece, piece.Length < chunk.Length ? chunk.TakeFirst(piece.Length) : Inbox.Dequeue(), now, outlet);
        return true;
    }

    // A moment within the body must lie between two pieces.
    private int Reach(int available) => IsPicked && Trigger.Moment == BodyMoment && Trigger.Bytes > _content
        ? (int)Math.Min(available, Trigger.Bytes - _content)
        : available;

    private void Take(Piece piece, Chunk part, long now, ChunkQueue outlet)
    {
        switch (piece.Kind)
        {
            case PieceKind.HeadPart:
                _head.Add(part);
                return;
            case PieceKind.Head:
                _head.Add(part);
                _content = 0;
                Begin(now);
                FlushHead(now, outlet);
                StrikeAt(HeadMoment, now);
                StrikeAtContent(now);
                break;
            case PieceKind.Content:
                Pass(part, now, outlet);
                _content += piece.Length;
                StrikeAtContent(now);
                break;
            default:
                TellForeign(piece.Kind);
                FlushHead(now, outlet);
                Pass(part, now, outlet);
                break;
        }

        if (piece.EndsMessage)
        {
            Complete(now, outlet);
            Drops = false;
            _waiting.EndMessage();
        }
    }

    private void StrikeAtContent(long now)
    {
        if (_content == Trigger.Bytes)
        {
            StrikeAt(BodyMoment, now);
        }
    }

    private void FlushHead(long now, ChunkQueue outlet)
    {
        _head.ForEach(part => Pass(part, now, outlet));
        _head.Clear();
    }

    private void TellForeign(PieceKind kind)
    {
        if (kind == PieceKind.Foreign && !_toldForeign)
        {
            _toldForeign = true;
            Context.Untouched((HttpToxic)Toxic, Offset);
        }
    }
}
