using System.Reflection;
using System.Runtime.CompilerServices;
using HiltBot.Engine.Chat;

namespace HiltBot.Engine.Tests.Chat;

public sealed class EveryOutcomeHasAnAnswerTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (method, outcome) in Pairs())
            {
                all.Add($"{method.DeclaringType!.Name}.{method.GetParameters()[0].ParameterType.Name}", outcome.Name);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(All))]
    public void The_conversation_can_say_it(string command, string ending)
    {
        var (method, outcome) = Pairs().Single(pair =>
            $"{pair.Method.DeclaringType!.Name}.{pair.Method.GetParameters()[0].ParameterType.Name}" == command &&
            pair.Outcome.Name == ending);
        var rest = method.GetParameters().Skip(1).Select(parameter => parameter.ParameterType == typeof(int)
            ? (object)1
            : "UTC");
        var reply = (ChatReply)method.Invoke(null, [RuntimeHelpers.GetUninitializedObject(outcome), .. rest])!;
        Assert.NotNull(reply.Text);
    }

    [Fact]
    public void The_commands_that_call_steps_are_all_here() => Assert.True(Pairs().Count() >= 40);

    // Answers that need no more than the outcome and plain values; the others are told by the storage tests.
    private static IEnumerable<(MethodInfo Method, Type Outcome)> Pairs() =>
        from type in typeof(Conversation).Assembly.GetTypes()
        where type.Namespace == "HiltBot.Engine.Chat.Commands"
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where method.Name == "Answer" && method.GetParameters()[0].ParameterType.IsAbstract &&
            method.GetParameters().Skip(1).All(parameter =>
                parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(int))
        from outcome in method.GetParameters()[0].ParameterType.GetNestedTypes()
        where outcome.FullName != "HiltBot.Engine.Products.ProductOutcome+Saved"
        select (method, outcome);
}
