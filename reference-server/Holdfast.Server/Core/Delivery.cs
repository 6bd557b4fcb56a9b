namespace Holdfast.Server.Core;

/// <summary>Delivers steps of uploads at least once, also when the receiver is away for some time, or the server is killed.</summary>
/// <param name="Receiver">Gets the steps.</param>
/// <param name="LongestPause">The longest time between two attempts to deliver.</param>
internal sealed record Delivery(ITransitionReceiver Receiver, TimeSpan LongestPause);
