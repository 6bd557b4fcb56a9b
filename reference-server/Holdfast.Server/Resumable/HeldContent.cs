namespace Holdfast.Server.Resumable;

/// <summary>Content that is held up to a size; beyond that all of it is written through.</summary>
internal sealed class HeldContent(int most, Func<Task<Stream>> sendLarge) : Stream
{
    private readonly MemoryStream _held = new();
    private Stream? _through;

    public bool IsLarge { get; private set; }

    public ReadOnlyMemory<byte> Held => _held.GetBuffer().AsMemory(0, (int)_held.Length);

    public override bool CanRead => false;

    /// <summary>Held content can be discarded for another answer; ASP.NET Core reads this before it does that.</summary>
    public override bool CanSeek => !IsLarge;

    public override bool CanWrite => true;

    public override long Length => _held.Length;

    public override long Position
    {
        get => _held.Position;
        set => _held.Position = value;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsLarge && _held.Position + buffer.Length <= most)
        {
            _held.Write(buffer.Span);
            return;
        }

        _through ??= await BeginAsync();
        await _through.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    // The held content is sent when the endpoint has ended.
    public override Task FlushAsync(CancellationToken cancellationToken) => _through?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override void SetLength(long value) => _held.SetLength(value);

    public override long Seek(long offset, SeekOrigin origin) => _held.Seek(offset, origin);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A response is only written.");

    private async Task<Stream> BeginAsync()
    {
        IsLarge = true;
        var through = await sendLarge();
        await through.WriteAsync(Held);
        return through;
    }
}
