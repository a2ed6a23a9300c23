// A bot on discord.js that knows nothing of the stand-in but its addresses. It prints what it saw, one line of JSON a step.
//   node bot.mjs <rest base without version> <token> <guild> <role>
import { Client, Events, GatewayIntentBits, MessageFlags } from "discord.js";

const [api, token, guildId, roleId] = process.argv.slice(2);
const say = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers],
  rest: { api, version: "10" },
});

function stop(problem) {
  console.error(problem);
  process.exit(1);
}
process.on("unhandledRejection", stop);
client.on(Events.Error, stop);

client.once(Events.ClientReady, async () => {
  const guild = client.guilds.cache.get(guildId);
  const members = await guild.members.fetch();
  await guild.commands.set([]);
  const command = await client.application.commands.create({
    name: "gold",
    description: "Gives the role",
    options: [{ name: "who", description: "To whom", type: 6, required: true }],
  });
  say("ready", { guild: guild.name, members: members.size, roles: guild.roles.cache.size, command: command.name });
});

client.on(Events.GuildMemberAdd, (member) => say("joined", { user: member.user.username }));
client.on(Events.ShardResume, (id, replayed) => say("resumed", { replayed }));

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const member = await interaction.guild.members.fetch(interaction.options.getUser("who").id);
    await member.roles.add(roleId, "asked for");
    await interaction.editReply({
      content: `${member.user.username} has ${interaction.guild.roles.cache.get(roleId).name}`,
      components: [{ type: 1, components: [{ type: 2, style: 1, label: "Take it back", custom_id: `back:${member.id}` }] }],
    });
    await interaction.followUp({ content: "Told.", flags: MessageFlags.Ephemeral });
  } else if (interaction.isButton()) {
    const member = await interaction.guild.members.fetch(interaction.customId.split(":")[1]);
    await member.roles.remove(roleId, "taken back");
    await interaction.update({ content: "Gone.", components: [] });
    await member.send("You lost a role.");
    say("done");
  }
});

process.stdin.on("end", () => client.destroy().then(() => process.exit(0)));
process.stdin.resume();
await client.login(token);
