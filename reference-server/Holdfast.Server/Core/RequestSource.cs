namespace Holdfast.Server.Core;

/// <summary>The request that causes a step. Its facts are copied when they are asked for first, which has to be before it ends.</summary>
internal sealed class RequestSource(Func<RequestFacts> copy)
{
    private RequestFacts? _facts;

    public RequestFacts Facts => _facts ??= copy();
}
