using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects that depend on how a request body was cut.</summary>
internal static class BodyEndings
{
    /// <summary>
    /// A client that returns after its connection has ended may reach a busy server before that learns of the end, and so stop the body.
    /// </summary>
    private static readonly TimeSpan UntilEndIsKnown = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs <paramref name="then"/> after a body was cut in this way.</summary>
    public static Break On(BodyEnd end, Action<CutBody, CutBodyStore> then) => Broken.Both(
        CutBodyStore.OnCut(async (cut, store) =>
        {
            var context = CurrentRequest.Value.HttpContext;
            if (end != BodyEnd.Stopped && Of(context) == BodyEnd.Stopped)
            {
                await WaitForEndAsync(context.Request.BodyReader);
            }

            if (Of(context) == end)
            {
                then(cut, store);
            }
        }),
        Broken.Exchange((context, next) =>
        {
            context.Features.Set<IRequestBodyPipeFeature>(
                new Watched(context, context.Features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader));
            return next(context);
        }));

    private static BodyEnd Of(HttpContext context) =>
        context.Items.TryGetValue(typeof(BodyEnd), out var end) ? (BodyEnd)end! : BodyEnd.Stopped;

    // Takes nothing of what still comes: the server discards it.
    private static async Task WaitForEndAsync(PipeReader body)
    {
        using var limit = new CancellationTokenSource(UntilEndIsKnown, TimeProvider.System);
        try
        {
            var isOver = false;
            while (!isOver)
            {
                var more = await body.ReadAsync(limit.Token);
                body.AdvanceTo(more.Buffer.Start, more.Buffer.End);
                isOver = more.IsCompleted;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Nothing has ended, or Watched has seen how.
        }
    }

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
                // Kestrel reports a FIN before the end of the body as a bad request (broken framing), and an RST as a plain IOException.
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
