using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Links;

/// <summary>Chooses the fault proxy of a run.</summary>
internal static class LinkFactories
{
    public static Task<ILinkFactory> ForAsync(RunOptions options, CancellationToken cancellationToken) =>
        Task.FromResult<ILinkFactory>(new EmbeddedLinkFactory(options.TimeProvider));
}
