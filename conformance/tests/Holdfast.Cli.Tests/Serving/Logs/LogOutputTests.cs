using System.Text;
using Holdfast.Cli.Serve.Logs;

namespace Holdfast.Cli.Tests.Serving.Logs;

/// <summary>Lines on their way to a reader that is slow, or that fails.</summary>
[CancelAfter(30_000)]
public sealed class LogOutputTests
{
    [Test]
    public async Task A_line_is_written_at_once_and_lines_that_wait_are_written_in_one_call(CancellationToken cancellationToken)
    {
        using var stream = new HeldStream();
        using (var output = Output(stream))
        {
            output.Write(new StringBuilder("first\n"));
            await stream.Begun.WaitAsync(cancellationToken);
            output.Write(new StringBuilder("second\n"));
            output.Write(new StringBuilder("third ≥\n"));
            stream.Release(2);
        }

        stream.Written.ShouldBe(["first\n", "second\nthird ≥\n"]);
    }

    [Test]
    public async Task Lines_that_a_reader_leaves_waiting_are_dropped_and_counted(CancellationToken cancellationToken)
    {
        const int Length = 1024;
        using var stream = new HeldStream();
        var line = new StringBuilder(new string('x', Length - 1)).Append('\n');
        using (var output = Output(stream))
        {
            output.Write(new StringBuilder("first\n"));
            await stream.Begun.WaitAsync(cancellationToken);
            for (var count = 0; count < 1024 + 3; count++)
            {
                output.Write(line);
            }

            stream.Release(1);
            await stream.Begun.WaitAsync(cancellationToken);
            output.Write(new StringBuilder("last\n"));
            stream.Release(2);
        }

        stream.Written.Count.ShouldBe(3);
        stream.Written[1].Length.ShouldBe(1024 * Length);
        stream.Written[2].ShouldBe("3 dropped\nlast\n");
    }

    [Test]
    public async Task A_failed_write_ends_neither_the_server_nor_the_log(CancellationToken cancellationToken)
    {
        using var stream = new HeldStream { Failing = 1 };
        using (var output = Output(stream))
        {
            output.Write(new StringBuilder("lost\n"));
            await stream.Begun.WaitAsync(cancellationToken);
            output.Write(new StringBuilder("second\n"));
            stream.Release(1);
            await stream.Begun.WaitAsync(cancellationToken);
            output.Write(new StringBuilder("third\n"));
            stream.Release(2);
        }

        stream.Written.ShouldBe(["second\n", "1 dropped\nthird\n"]);
    }

    [Test]
    public async Task The_log_ends_with_the_number_of_dropped_lines(CancellationToken cancellationToken)
    {
        using var stream = new HeldStream { Failing = 1 };
        var output = Output(stream);
        output.Write(new StringBuilder("lost\n"));
        await stream.Begun.WaitAsync(cancellationToken);
        output.Write(new StringBuilder("second\n"));
        stream.Release(1);
        await stream.Begun.WaitAsync(cancellationToken);
        stream.Release(2);
        output.Dispose();

        stream.Written.ShouldBe(["second\n", "1 dropped\n"]);
    }

    private static LogOutput Output(Stream stream) => new(stream, count => new StringBuilder($"{count} dropped\n"));

    /// <summary>Holds each write until it is released.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly SemaphoreSlim _released = new(0);

        /// <summary>Signalled by each write that begins.</summary>
        public SemaphoreSlim Begun { get; } = new(0);

        /// <summary>How many of the first writes fail, as on a full disk.</summary>
        public int Failing { get; set; }

        public List<string> Written { get; } = [];

        public void Release(int writes) => _released.Release(writes);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Begun.Release();
            _released.Wait();
            if (Failing-- > 0)
            {
                throw new IOException("No space left on device");
            }

            Written.Add(Encoding.UTF8.GetString(buffer));
        }

        protected override void Dispose(bool disposing)
        {
            _released.Dispose();
            Begun.Dispose();
            base.Dispose(disposing);
        }
    }
}
