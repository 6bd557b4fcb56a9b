using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>The stage of an HTTP toxic for the responses of a connection.</summary>
internal sealed class HttpResponseStage(HttpToxic toxic, StageContext context, HttpConversation conversation)
    : HttpStage(toxic, context, conversation, ReaderFor(conversation))
{
    protected override HttpMoment HeadMoment => HttpMoment.AfterResponseHead;

    protected override HttpMoment BodyMoment => HttpMoment.AfterResponseBody;

    protected override void Begin(long now)
    {
        Exchange = Conversation.Awaiting.TryPeek(out var exchange) ? exchange : HttpExchange.Unseen;
        Conversation.IsForeign |= Head.Status == 101;
        var interim = Head.IsInterim && Head.Status != 101;

        // A client that waits for 100 (Continue) completes its request after that.
        Exchange.ResponseBegan |= !interim;
        Drops = Exchange.LosesResponse || (interim ? Exchange.StripsInterim : Exchange.DropsFinal);
        IsPicked = !HttpRules.IsOfRequest(Trigger.Moment) && Concerns(Head) && Exchange.Matches(Trigger) && Conversation.Picks(Trigger);
        StrikeAt(HttpMoment.BeforeResponse, now);
    }

    // The actions that mark an exchange belong to moments of the request.
    protected override bool Mark(HttpActionKind kind) => kind is HttpActionKind.Drip or HttpActionKind.Corrupt;

    protected override void Complete(long now, ChunkQueue outlet)
    {
        if (Head.IsInterim)
        {
            if (Exchange.FinalizesInterim)
            {
                Conversation.Retire(EndingOf(EndingKind.HalfClose));
            }

            return;
        }

        Conversation.Awaiting.TryDequeue(out _);
        if (Exchange.LosesResponse)
        {
            Conversation.End(ToxicStream.Downstream, EndingOf(EndingKind.Close));
        }
    }

    private bool Concerns(MessageHead head) => Trigger.Status is { } status ? head.Status == status : !head.IsInterim;

    private static MessageReader ReaderFor(HttpConversation conversation) =>
        new(isResponse: true, () => conversation.Awaiting.TryPeek(out var exchange) ? exchange.Method : "");
}
