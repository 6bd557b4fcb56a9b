using System.Text;

namespace Holdfast.Sabotage;

/// <summary>Defects in problem documents. What changes keeps its length, since it was announced: JSON permits blanks between its tokens.</summary>
internal sealed class BrokenProblem(Stream sound, Func<string, string> change) : MemoryStream
{
    public static Break Text(Func<string, string> change) => Broken.Exchange((context, next) =>
    {
        context.Response.Body = new BrokenProblem(context.Response.Body, text => context.Response.ContentType == "application/problem+json" ? change(text) : text);
        return next(context);
    });

    /// <summary>A token is written as another, which is not longer.</summary>
    public static Break Token(string right, string wrong) => Text(text => text.Replace(right, wrong.PadRight(right.Length), StringComparison.Ordinal));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await sound.WriteAsync(Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(buffer.Span))), cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => sound.FlushAsync(cancellationToken);
}
