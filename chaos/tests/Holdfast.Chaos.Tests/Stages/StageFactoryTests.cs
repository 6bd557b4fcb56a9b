using Holdfast.Chaos.Http;
using Holdfast.Chaos.Pipeline;
using Holdfast.Chaos.Stages;

namespace Holdfast.Chaos.Tests.Stages;

public sealed class StageFactoryTests
{
    private static readonly MonotonicClock Clock = new(TimeProvider.System);

    private static IEnumerable<Type> ToxicTypes => typeof(Toxic).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Toxic)));

    [Test]
    public void Every_toxic_but_noop_has_a_stage_in_both_directions(
        [ValueSource(nameof(ToxicTypes))] Type type, [Values] ToxicStream stream)
    {
        var factory = new StageFactory(new MatchCounters(), new Paces(Clock), _ => { });
        var toxic = (Toxic)Activator.CreateInstance(type)!;
        var stage = factory.Create(toxic, new StageContext(Clock, SplitMix64.For(0, 1, toxic.Name), 0, stream, (_, _, _, _, _) => { }));
        (stage is null).ShouldBe(toxic is NoopToxic);
    }

    [Test]
    public void The_two_stages_of_an_HTTP_toxic_share_a_conversation_until_the_toxic_is_removed()
    {
        var factory = new StageFactory(new MatchCounters(), new Paces(Clock), _ => { });
        var toxic = new HttpToxic();
        var up = Conversation(factory, toxic, ToxicStream.Upstream);
        Conversation(factory, toxic, ToxicStream.Downstream).ShouldBeSameAs(up);
        factory.Keep([toxic]);
        Conversation(factory, toxic, ToxicStream.Downstream).ShouldBeSameAs(up);
        factory.Keep([]);
        Conversation(factory, toxic, ToxicStream.Upstream).ShouldNotBeSameAs(up);
    }

    private static HttpConversation Conversation(StageFactory factory, HttpToxic toxic, ToxicStream stream)
    {
        var stage = factory.Create(toxic, new StageContext(Clock, SplitMix64.For(0, 1, toxic.Name), 0, stream, (_, _, _, _, _) => { }));
        return stage.ShouldBeAssignableTo<HttpStage>()!.Conversation;
    }
}
