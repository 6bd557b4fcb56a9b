using System.Diagnostics;
using Holdfast.Chaos.Http;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>Creates the stages of one connection. The two stages of an HTTP toxic, one for each direction, share a conversation.</summary>
/// <param name="matches">Counts the messages that match, over all connections of the proxy.</param>
/// <param name="paces">The rates that all connections of the proxy share.</param>
/// <param name="wake">Makes a direction of the connection carry out its orders.</param>
internal sealed class StageFactory(MatchCounters matches, Paces paces, Action<ToxicStream> wake)
{
    private readonly Dictionary<string, HttpConversation> _conversations = [];

    /// <summary>The stage of a toxic in one direction; null if the toxic does nothing.</summary>
    public Stage? Create(Toxic toxic, StageContext context) => toxic switch
    {
        LatencyToxic latency => new LatencyStage(latency, context),
        BandwidthToxic { Shared: true } shared => new BandwidthStage(shared, context, paces.For(shared)),
        BandwidthToxic bandwidth => new BandwidthStage(bandwidth, context, new Pace(context.Clock)),
        SlowCloseToxic slow => new SlowCloseStage(slow, context),
        TimeoutToxic timeout => new TimeoutStage(timeout, context),
        ResetPeerToxic reset => new ResetPeerStage(reset, context),
        SlicerToxic slicer => new SlicerStage(slicer, context),
        LimitDataToxic limit => new LimitDataStage(limit, context),
        PacketLossToxic loss => new PacketLossStage(loss, context),
        LimitTimeToxic limit => new LimitTimeStage(limit, context),
        SlowOpenToxic slow => new SlowOpenStage(slow, context),
        HttpToxic http when context.Stream == ToxicStream.Upstream => new HttpRequestStage(http, context, Conversation(http)),
        HttpToxic http => new HttpResponseStage(http, context, Conversation(http)),
        NoopToxic => null,
        _ => throw new UnreachableException($"No stage is known for the toxic type '{toxic.Type}'."),
    };

    /// <summary>Forgets the conversations of toxics that were removed.</summary>
    public void Keep(IEnumerable<Toxic> toxics)
    {
        lock (_conversations)
        {
            _conversations.Keys.Except(toxics.Select(toxic => toxic.Name)).ToList().ForEach(removed => _conversations.Remove(removed));
        }
    }

    private HttpConversation Conversation(HttpToxic toxic)
    {
        lock (_conversations)
        {
            if (!_conversations.TryGetValue(toxic.Name, out var conversation))
            {
                conversation = new HttpConversation(wake, () => matches.Next(toxic.Name));
                _conversations.Add(toxic.Name, conversation);
            }

            return conversation;
        }
    }
}
