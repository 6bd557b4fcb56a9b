using System.IO.Pipelines;

namespace Holdfast.Server.Interim;

/// <summary>A transport whose two directions come from different places.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
