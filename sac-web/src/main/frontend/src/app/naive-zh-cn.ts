export { dateZhCN, zhCN } from 'naive-ui'
