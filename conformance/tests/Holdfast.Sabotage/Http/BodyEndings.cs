using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Sabotage;

/// <summary>Sees how bodies end.</summary>
internal static class BodyEnds
{
    /// <summary>Does something once a body has been ended in one way.</summary>
    public static Break On(BodyEnd end, Action<Cut, CutStore> then) => Broken.Both(
        CutStore.OnCut((cut, store) =>
        {
            if (Of(Arrived.Request.HttpContext) == end)
            {
                then(cut, store);
            }
        }),
        Broken.Exchange((context, next) =>
        {
            context.Features.Set<IRequestBodyPipeFeature>(new Watched(context, context.Features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader));
            return next(context);
        }));

    private static BodyEnd Of(HttpContext context) => context.Items.TryGetValue(typeof(BodyEnd), out var end) ? (BodyEnd)end! : BodyEnd.Stopped;

    private sealed class Watched(HttpContext context, PipeReader body) : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await body.ReadAsync(cancellationToken);
            }
            catch (IOException exception)
            {
                // What breaks HTTP's framing, and an early FIN does, is a kind of its own for the host.
                context.Items[typeof(BodyEnd)] = exception is BadHttpRequestException ? BodyEnd.Closed : BodyEnd.Reset;
                throw;
            }
        }

        public override bool TryRead(out ReadResult result) => body.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => body.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => body.CancelPendingRead();

        public override void Complete(Exception? exception = null) => body.Complete(exception);
    }
}
